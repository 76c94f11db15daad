export interface PoissonFit {
  coefficients: Float64Array
  /** By the expected information, without regard to overdispersion. */
  standard_errors: Float64Array
  /** Pearson's chi-square over the degrees of freedom; about 1 where counts scatter as chance lets them. */
  dispersion: number
}

/**
 * Poisson regression with log link by iteratively reweighted least squares (Nelder & Wedderburn 1972, JRSS A 135,
 * 370–384). `columns[c][r]` is regressor c of row r; the expected count of a row is exp(Σ coefficient · regressor). Null
 * where there are fewer rows than columns, or the columns depend on each other.
 */
export function fitPoisson(columns: readonly ArrayLike<number>[], counts: ArrayLike<number>): PoissonFit | null {
  const rows = counts.length
  if (rows < columns.length || columns.length === 0) return null
  // Starts from the counts themselves, as in McCullagh & Nelder 1989, 2.5.
  let eta: Float64Array = Float64Array.from(counts, (count) => Math.log(count + 0.5))
  let coefficients: Float64Array = new Float64Array(columns.length)
  for (let round = 0; round < 40; round++) {
    const { matrix, right } = normalEquations(columns, counts, eta)
    const next = solve(matrix, right)
    if (next === null) return null
    const change = next.reduce((most, value, c) => Math.max(most, Math.abs(value - coefficients[c]!)), 0)
    coefficients = next
    eta = predictor(columns, coefficients, rows)
    if (change < 1e-10) break
  }
  const { matrix } = normalEquations(columns, counts, eta)
  const errors = columns.map((_, c) => {
    const unit = new Float64Array(columns.length)
    unit[c] = 1
    return Math.sqrt(solve(matrix, unit)?.[c] ?? Infinity)
  })
  let chiSquare = 0
  for (let r = 0; r < rows; r++) chiSquare += (counts[r]! - Math.exp(eta[r]!)) ** 2 / Math.exp(eta[r]!)
  const dispersion = rows > columns.length ? chiSquare / (rows - columns.length) : 1
  return { coefficients, standard_errors: Float64Array.from(errors), dispersion }
}

/** Xᵀ W X and Xᵀ W z of one round, with weights and working response at the present linear predictor. */
function normalEquations(columns: readonly ArrayLike<number>[], counts: ArrayLike<number>, eta: Float64Array) {
  const matrix = columns.map(() => new Float64Array(columns.length))
  const right = new Float64Array(columns.length)
  for (let r = 0; r < counts.length; r++) {
    const mean = Math.exp(eta[r]!)
    const response = mean * eta[r]! + counts[r]! - mean
    for (let a = 0; a < columns.length; a++) {
      const value = columns[a]![r]!
      if (value === 0) continue
      right[a]! += value * response
      for (let b = 0; b <= a; b++) matrix[a]![b]! += mean * value * columns[b]![r]!
    }
  }
  return { matrix, right }
}

function predictor(columns: readonly ArrayLike<number>[], coefficients: Float64Array, rows: number): Float64Array {
  const eta = new Float64Array(rows)
  columns.forEach((column, c) => {
    for (let r = 0; r < rows; r++) eta[r]! += coefficients[c]! * column[r]!
  })
  // Keeps a column whose rows have no counts from running to minus infinity.
  return eta.map((value) => Math.max(value, -30))
}

/** Solves a symmetric positive definite system given by its lower half (Cholesky); null where it is not definite. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array | null {
  const n = right.length
  const lower = matrix.map((row) => row.slice())
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = lower[i]![j]!
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!
      if (i === j && !(rest > matrix[i]![i]! * 1e-12)) return null
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!
    }
  }
  const solution = right.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) solution[i]! -= lower[i]![k]! * solution[k]!
    solution[i]! /= lower[i]![i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) solution[i]! -= lower[k]![i]! * solution[k]!
    solution[i]! /= lower[i]![i]!
  }
  return solution
}
