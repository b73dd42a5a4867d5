#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <utility>

/// Arrays of Python and matrices of the library, without copies: what comes in is looked at where it lies (C order and
/// float64; anything else nanobind has converted before), what goes out is handed over.
namespace neonxai {

namespace nb = nanobind;

using MatrixIn = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using VectorIn = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using LabelsIn = nb::ndarray<const std::int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using MatrixOut = nb::ndarray<nb::numpy, double, nb::ndim<2>, nb::c_contig>;
using VectorOut = nb::ndarray<nb::numpy, double, nb::ndim<1>, nb::c_contig>;
using CubeOut = nb::ndarray<nb::numpy, double, nb::ndim<3>, nb::c_contig>;
using LabelsOut = nb::ndarray<nb::numpy, std::int64_t, nb::ndim<1>, nb::c_contig>;

inline Eigen::Map<const neon::Matrix> view(const MatrixIn& a) {
  return {a.data(), static_cast<neon::Index>(a.shape(0)), static_cast<neon::Index>(a.shape(1))};
}

inline Eigen::Map<const neon::Vector> view(const VectorIn& a) {
  return {a.data(), static_cast<neon::Index>(a.shape(0))};
}

inline neon::Labels labels(const LabelsIn& a) { return {a.data(), a.data() + a.shape(0)}; }

/// Keeps `value` alive for as long as Python looks at it.
template <class Value>
nb::capsule owner(Value* value) {
  return nb::capsule(value, [](void* held) noexcept { delete static_cast<Value*>(held); });
}

inline MatrixOut handed_over(neon::Matrix&& matrix) {
  auto* const kept = new neon::Matrix(std::move(matrix));
  return MatrixOut(kept->data(), {static_cast<std::size_t>(kept->rows()), static_cast<std::size_t>(kept->cols())},
                   owner(kept));
}

inline VectorOut handed_over(neon::Vector&& vector) {
  auto* const kept = new neon::Vector(std::move(vector));
  return VectorOut(kept->data(), {static_cast<std::size_t>(kept->size())}, owner(kept));
}

inline LabelsOut handed_over(neon::Labels&& vector) {
  static_assert(sizeof(neon::Index) == sizeof(std::int64_t));
  auto* const kept = new neon::Labels(std::move(vector));
  return LabelsOut(kept->data(), {kept->size()}, owner(kept));
}

/// What `compute` answers while other threads of Python run, handed over.
template <class Compute>
auto computed(const Compute& compute) {
  auto result = [&] {
    const nb::gil_scoped_release released;
    return compute();
  }();
  return handed_over(std::move(result));
}

}  // namespace neonxai
