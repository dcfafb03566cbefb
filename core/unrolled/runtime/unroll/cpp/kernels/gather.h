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

// The panel of the K x N matrix A^T D over R rows, a block of rows at a time and always in the same order: threads
// share out panels, never rows. SUMS, where asked for, are the column sums of D.
constexpr long BLOCK_ROWS = 128;
template <long K, long N, long VECTORS, long LAST>
static void transposed_panel(long R, Gather a, Gather d, REAL* c, REAL* sums) {
  REAL packed[BLOCK_ROWS * PANEL] __attribute__((aligned(64)));
  const REAL* rows[BLOCK_ROWS];
  V totals[VECTORS] = {};
  if (R == 0) for (long k = 0; k < K; k++) for (long j = 0; j < (VECTORS - 1) * LANES + LAST; j++) c[k * N + j] = 0;
  for (long r = 0; r < R; r += BLOCK_ROWS) {
    const long count = R - r < BLOCK_ROWS ? R - r : BLOCK_ROWS;
    for (long i = 0; i < count; i++) {
      rows[i] = a.at(r + i);
      const REAL* const row = d.at(r + i);
      for (long v = 0; v < VECTORS; v++) {
        const V x = v + 1 < VECTORS ? load(row + v * LANES) : load<LAST>(row + v * LANES);
        totals[v] += x;
        store(packed + i * PANEL + v * LANES, x);
      }
    }
    long k = 0;
#define COLUMNS(COUNT) \
  r ? tile<COUNT, VECTORS, LAST>(Columns{rows, k}, packed, count, Matrix{c + k * N, N}, c + k * N, N) \
    : tile<COUNT, VECTORS, LAST>(Columns{rows, k}, packed, count, Nothing{}, c + k * N, N)
    for (; k + TILE_ROWS <= K; k += TILE_ROWS) COLUMNS(TILE_ROWS);
    for (; k < K; k++) COLUMNS(1);
#undef COLUMNS
  }
  if (sums)
    for (long v = 0; v < VECTORS; v++)
      v + 1 < VECTORS ? store(sums + v * LANES, totals[v]) : store<LAST>(sums + v * LANES, totals[v]);
}
template <long K, long N>
static void multiply_transposed(long R, Gather a, Gather d, REAL* c, REAL* sums, long first, long last) {
  constexpr long REST = N % PANEL, VECTORS = (REST + LANES - 1) / LANES;
  for (long p = first; p < last; p++) {
    const Gather columns{d.rows + p * PANEL, d.stride, d.row_of};
    REAL* const totals = sums ? sums + p * PANEL : nullptr;
    if ((p + 1) * PANEL <= N) transposed_panel<K, N, PANEL_VECTORS, LANES>(R, a, columns, c + p * PANEL, totals);
    else if constexpr (REST != 0)
      transposed_panel<K, N, VECTORS, REST - (VECTORS - 1) * LANES>(R, a, columns, c + p * PANEL, totals);
  }
}
template <long N> static void sum_rows(long R, const REAL* d, REAL* sums) {
  each<N>([&]<long n>(long j) INLINED {
    V total{};
    for (long r = 0; r < R; r++) total += load<n>(d + r * N + j);
    store<n>(sums + j, total);
  });
}
