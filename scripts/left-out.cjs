// Stands in for modules that are left out of the bundle: loading it is harmless, using it is an error.
const refuse = () => {
  throw new Error('this module is left out of the bundle')
}
module.exports = new Proxy(refuse, {
  get: (_, key) => (key === '__esModule' || key === 'then' ? undefined : refuse),
})
