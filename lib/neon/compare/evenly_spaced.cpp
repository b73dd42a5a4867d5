#include <neon/compare/evenly_spaced.hpp>

namespace neon {

Labels evenly_spaced(Index count, Index n) {
  if (count <= 0 || count > n) count = n;
  Labels rows;
  for (Index i = 0; i < count; ++i) rows.push_back(i * n / count);
  return rows;
}

}  // namespace neon
