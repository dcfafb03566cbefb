// Products of matrices, one thread each. A right side is first packed into panels, PANEL columns wide.
#pragma once
#include "vector.h"

constexpr long PANEL_VECTORS = 2;
constexpr long PANEL = PANEL_VECTORS * LANES;
constexpr long TILE_ROWS = 8;
constexpr long panels_of(long columns) { return (columns + PANEL - 1) / PANEL; }

// packed[panel][k][PANEL] from a matrix of K rows and N columns with any strides; columns past N are zero.
static void pack(REAL* packed, const REAL* w, long K, long N, long row_stride, long column_stride) {
  for (long n = 0; n < N; n += PANEL)
    for (long k = 0; k < K; k++)
      for (long j = 0; j < PANEL; j++) *packed++ = n + j < N ? w[k * row_stride + (n + j) * column_stride] : REAL(0);
}
extern "C" void pack_matrix(REAL* packed, const REAL* w, long K, long N, long row_stride, long column_stride) {
  pack(packed, w, K, N, row_stride, column_stride);
}

// What a product starts from: nothing, a row for all rows, or a matrix.
struct Nothing {
  template <long N> ALWAYS_INLINE V at(long, long) const { return V{}; }
};
struct Row {
  const REAL* row;
  template <long N> ALWAYS_INLINE V at(long, long column) const { return load<N>(row + column); }
};
struct Matrix {
  const REAL* rows;
  long stride;
  template <long N> ALWAYS_INLINE V at(long m, long column) const { return load<N>(rows + m * stride + column); }
};
template <typename Start> static ALWAYS_INLINE Start shifted(Start s, long, long) { return s; }
template <> ALWAYS_INLINE Row shifted(Row s, long, long columns) { return {s.row + columns}; }
template <> ALWAYS_INLINE Matrix shifted(Matrix s, long rows, long columns) { return {s.rows + rows * s.stride + columns, s.stride}; }

// The left side: M rows that lie one behind another, or M columns of rows that lie anywhere.
struct Rows {
  const REAL* rows;
  long stride;
  ALWAYS_INLINE REAL at(long m, long k) const { return rows[m * stride + k]; }
};
struct Columns {
  const REAL* const* rows;
  long first;
  ALWAYS_INLINE REAL at(long m, long k) const { return rows[k][first + m]; }
};

// C = START + A W for M rows and one panel whose last vector holds LAST columns. All accumulators stay in registers
// over the whole of K, and two vectors of W serve M rows: that is what keeps both multipliers of a core busy.
template <long M, long VECTORS, long LAST, typename Left, typename Start>
static ALWAYS_INLINE void tile(Left a, const REAL* w, long K, Start start, REAL* c, long ldc) {
  V sums[M][VECTORS];
  for (long m = 0; m < M; m++) {
    for (long v = 0; v + 1 < VECTORS; v++) sums[m][v] = start.template at<LANES>(m, v * LANES);
    sums[m][VECTORS - 1] = start.template at<LAST>(m, (VECTORS - 1) * LANES);
  }
  for (long k = 0; k < K; k++) {
    V row[VECTORS];
    for (long v = 0; v < VECTORS; v++) row[v] = load<LANES>(w + k * PANEL + v * LANES);
    for (long m = 0; m < M; m++) {
      const V x = splat(a.at(m, k));
      for (long v = 0; v < VECTORS; v++) sums[m][v] += x * row[v];
    }
  }
  for (long m = 0; m < M; m++) {
    for (long v = 0; v + 1 < VECTORS; v++) store<LANES>(c + m * ldc + v * LANES, sums[m][v]);
    store<LAST>(c + m * ldc + (VECTORS - 1) * LANES, sums[m][VECTORS - 1]);
  }
}

// M rows against one panel. A row meets the same tile wherever the rows above it are whole tiles, so that threads
// which take whole tiles of rows give the same bits as one thread.
template <long VECTORS, long LAST, typename Start>
static ALWAYS_INLINE void panel(long M, const REAL* a, long lda, const REAL* w, long K, Start start, REAL* c, long ldc) {
  long m = 0;
#define ROWS(COUNT) tile<COUNT, VECTORS, LAST>(Rows{a + m * lda, lda}, w, K, shifted(start, m, 0), c + m * ldc, ldc)
  for (; m + TILE_ROWS <= M; m += TILE_ROWS) ROWS(TILE_ROWS);
  if (m + 4 <= M) ROWS(4), m += 4;
  if (m + 2 <= M) ROWS(2), m += 2;
  if (m < M) ROWS(1);
#undef ROWS
}

// C = START + A W for M rows, with W packed.
template <long N, long K, typename Start>
static void multiply(long M, const REAL* a, long lda, const REAL* w, Start start, REAL* c, long ldc) {
  constexpr long REST = N % PANEL, VECTORS = (REST + LANES - 1) / LANES;
  long n = 0;
  for (; n + PANEL <= N; n += PANEL) panel<PANEL_VECTORS, LANES>(M, a, lda, w + n * K, K, shifted(start, 0, n), c + n, ldc);
  if constexpr (REST != 0) panel<VECTORS, REST - (VECTORS - 1) * LANES>(M, a, lda, w + n * K, K, shifted(start, 0, n), c + n, ldc);
}
// The same for as many rows as there are, a block of them at a time, so that a block is read from the cache by one panel
// after another.
constexpr long CACHED_ROWS = 32 * TILE_ROWS;
template <long N, long K, typename Start>
static void multiply_blocks(long M, const REAL* a, const REAL* w, Start start, REAL* c) {
  for (long m = 0; m < M; m += CACHED_ROWS)
    multiply<N, K>(M - m < CACHED_ROWS ? M - m : CACHED_ROWS, a + m * K, K, w, start, c + m * N, N);
}
