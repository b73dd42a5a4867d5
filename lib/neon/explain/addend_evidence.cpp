#include <neon/core/error.hpp>
#include <neon/explain/addend_evidence.hpp>

#include <memory>

namespace neon {

Evidence addend_evidence(const Evidence& f, const MatrixView& addends) {
  require(addends.cols() == f.features, "addend_evidence: addends of {} features should have {}", addends.cols(),
          f.features);
  struct Sum {
    Evidence f;
    Matrix addends;
    Matrix at(const MatrixView& weight) const { return weight * addends; }
    Matrix back(const Matrix& gradient) const { return gradient * addends.transpose(); }
  };
  const auto sum = std::make_shared<const Sum>(Sum{f, addends});
  Evidence result{
      .features = addends.rows(),
      .beta = f.beta,
      .margins = [sum](const MatrixView& s) { return sum->f.margins(sum->at(s)); },
      .pullback = [sum](const MatrixView& s,
                        const MatrixView& weight) { return sum->back(sum->f.pullback(sum->at(s), weight)); }};
  if (f.segment_shortcut)
    result.segment_shortcut = [sum](const MatrixView& from, const MatrixView& to) -> Segment {
      const Segment inner = segment(sum->f, sum->at(from), sum->at(to));
      return {.value = inner.value,
              .mean_gradient = [sum, inner](Index steps) { return sum->back(inner.mean_gradient(steps)); }};
    };
  return result;
}

}  // namespace neon
