// What StrykerJS has no operator for and a run can lose without noticing: a limit by one, an `await`, a call, an answer.

/** Whether a node stands inside a `try` of its own function, where `return await` differs from `return`. */
function isTried(path) {
  const at = path.findParent((p) => p.isFunction() || p.isTryStatement())
  return at !== null && at.isTryStatement()
}

/** Returned at once or by an arrow function: without the `await` the caller waits all the same. */
function isReturned({ parentPath }) {
  return parentPath.isReturnStatement() || parentPath.isArrowFunctionExpression()
}

const isCall = (node) => node.type === 'CallExpression' || node.type === 'OptionalCallExpression'

/** Mutators in the form that the instrumenter takes. */
export const ownMutators = [
  {
    name: 'NumberChanged',
    *mutate(path) {
      if (!path.isNumericLiteral()) return
      const { value } = path.node
      // A millisecond more or less of a pause is nothing; half or twice as long is.
      const others = value >= 1_000 ? [value * 2, value / 2] : [value + 1, value - 1]
      for (const other of others.filter((n) => n >= 0)) yield { type: 'NumericLiteral', value: other }
    },
  },
  {
    name: 'AwaitRemoved',
    *mutate(path) {
      if (path.isAwaitExpression() && (!isReturned(path) || isTried(path)))
        yield structuredClone(path.node.argument)
    },
  },
  {
    name: 'CallRemoved',
    *mutate(path) {
      if (!path.isExpressionStatement()) return
      const { expression } = path.node
      const called = expression.type === 'AwaitExpression' ? expression.argument : expression
      if (isCall(called)) yield { type: 'EmptyStatement' }
    },
  },
  {
    name: 'NullReturned',
    *mutate(path) {
      if (!path.isReturnStatement() || path.node.argument === null) return
      const { type, value } = path.node.argument
      // To whoever asks whether it is true, null is as good as false.
      if (type !== 'NullLiteral' && !(type === 'BooleanLiteral' && !value))
        yield { type: 'ReturnStatement', argument: { type: 'NullLiteral' } }
    },
  },
]
