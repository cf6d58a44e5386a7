/* The bound: for every row, scatter the products of its features into one array, then keep the best with a heap.
   Nothing is proven, ranked or excluded but the row itself; scores are single sums of doubles.

   gcc -O3 -march=native -shared -fPIC -o bound.so bound.c */
#include <stdint.h>

static void sift(double *score, int32_t *who, int k) {
  for (int at = 0;;) {
    int least = at, one = 2 * at + 1;
    if (one < k && score[one] < score[least]) least = one;
    if (one + 1 < k && score[one + 1] < score[least]) least = one + 1;
    if (least == at) return;
    double s = score[at]; score[at] = score[least]; score[least] = s;
    int32_t w = who[at]; who[at] = who[least]; who[least] = w;
    at = least;
  }
}

/* left: rows x features, right: features x columns, both CSR; total: columns zeros; best, score: k a row. */
void bound(int64_t start, int64_t stop, int64_t columns, int k,
           const int64_t *lp, const int32_t *li, const double *lx,
           const int64_t *rp, const int32_t *ri, const double *rx,
           const double *bias, double *total, int32_t *best, double *score) {
  for (int64_t row = start; row < stop; row++) {
    for (int64_t c = 0; c < columns; c++) total[c] = bias[c];
    for (int64_t f = lp[row]; f < lp[row + 1]; f++) {
      const double x = lx[f];
      const int64_t last = rp[li[f] + 1];
      for (int64_t e = rp[li[f]]; e < last; e++) total[ri[e]] += x * rx[e];
    }
    int32_t *who = best + (row - start) * k;
    double *heap = score + (row - start) * k;
    for (int i = 0; i < k; i++) { heap[i] = -1e300; who[i] = -1; }
    for (int64_t c = 0; c < columns; c++)
      if (total[c] > heap[0] && c != row) { heap[0] = total[c]; who[0] = (int32_t)c; sift(heap, who, k); }
  }
}
