'use strict'
// Loaded with --require: leaves the peak of this very process, in kB, in the file that BENCH_PEAK names. Not maxRSS, which starts at the parent's.
const { readFileSync, writeFileSync } = require('node:fs')
process.on('exit', () => {
  const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))
  writeFileSync(process.env.BENCH_PEAK, kb)
})
