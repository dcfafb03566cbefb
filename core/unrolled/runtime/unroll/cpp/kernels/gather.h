// Sums over all rows of all steps, which gradients of shared values are; one thread each.
#pragma once
#include "gemm.h"

// Rows for a sum over rows: with a stride, and where ROW_OF is given in another order.
struct Gather {
  const REAL* rows;
  long stride;
  const int64_t* row_of;
  ALWAYS_INLINE const REAL* at(long r) const { return rows + (row_of ? row_of[r] : r) * stride; }
};

// One panel of the K x N matrix A^T D over COUNT rows, added to what the rows before them gave. SUMS, where asked for,
// are the column sums of D.
constexpr long BLOCK_ROWS = 128;
template <long K, long N, long VECTORS, long LAST>
static void transposed_panel(long count, bool first, const REAL* const* a, const REAL* const* d, long column, REAL* c, REAL* sums) {
  REAL packed[BLOCK_ROWS * PANEL] __attribute__((aligned(64)));
  V totals[VECTORS] = {};
  if (sums && !first)
    for (long v = 0; v < VECTORS; v++) totals[v] = v + 1 < VECTORS ? load(sums + v * LANES) : load<LAST>(sums + v * LANES);
  for (long i = 0; i < count; i++)
    for (long v = 0; v < VECTORS; v++) {
      const REAL* const from = d[i] + column + v * LANES;
      const V x = v + 1 < VECTORS ? load(from) : load<LAST>(from);
      totals[v] += x;
      store(packed + i * PANEL + v * LANES, x);
    }
  long k = 0;
#define COLUMNS(COUNT) \
  first ? tile<COUNT, VECTORS, LAST>(Columns{a, k}, packed, count, Nothing{}, c + k * N, N) \
        : tile<COUNT, VECTORS, LAST>(Columns{a, k}, packed, count, Matrix{c + k * N, N}, c + k * N, N)
  for (; k + TILE_ROWS <= K; k += TILE_ROWS) COLUMNS(TILE_ROWS);
  for (; k < K; k++) COLUMNS(1);
#undef COLUMNS
  if (sums)
    for (long v = 0; v < VECTORS; v++)
      v + 1 < VECTORS ? store(sums + v * LANES, totals[v]) : store<LAST>(sums + v * LANES, totals[v]);
}
// A^T D over R rows, a block of rows at a time, so that a block is read from the cache by one panel after another, and
// always in the same order: threads share out panels, never rows.
template <long K, long N>
static void multiply_transposed(long R, Gather a, Gather d, REAL* c, REAL* sums, long first, long last) {
  constexpr long REST = N % PANEL, VECTORS = (REST + LANES - 1) / LANES;
  const REAL *left[BLOCK_ROWS], *right[BLOCK_ROWS];
  for (long r = 0; r == 0 || r < R; r += BLOCK_ROWS) {
    const long count = R - r < BLOCK_ROWS ? R - r : BLOCK_ROWS;
    for (long i = 0; i < count; i++) left[i] = a.at(r + i), right[i] = d.at(r + i);
    for (long p = first; p < last; p++) {
      const long column = p * PANEL;
      REAL* const totals = sums ? sums + column : nullptr;
      if (column + PANEL <= N) transposed_panel<K, N, PANEL_VECTORS, LANES>(count, r == 0, left, right, column, c + column, totals);
      else if constexpr (REST != 0)
        transposed_panel<K, N, VECTORS, REST - (VECTORS - 1) * LANES>(count, r == 0, left, right, column, c + column, totals);
    }
  }
}
template <long N> static void sum_rows(long R, const REAL* d, REAL* sums) {
  each<N>([&]<long n>(long j) INLINED {
    V total{};
    for (long r = 0; r < R; r++) total += load<n>(d + r * N + j);
    store<n>(sums + j, total);
  });
}
