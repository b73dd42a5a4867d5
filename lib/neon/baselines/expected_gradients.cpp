#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>

#include <numeric>

namespace neon::baselines {

/// Expected gradients:  R_i = E_{b, t} (x_i - b_i) d f / d x_i (b + t (x - b)),  b from the background, t uniform in
/// [0, 1): integrated gradients averaged over reference points. Sums to f(x) - E_b f(b) in expectation; what the N
/// samples miss is reported. Each sample takes its own of N strata of t, and the next of the shuffled background.
Attributor expected_gradients(Index samples) {
  require(samples > 0, "EG: {} samples should be at least 1", samples);
  return {.name = "EG",
          .source =
              "Erion, Janizek, Sturmfels, Lundberg and Lee, Improving performance of deep learning models with "
              "axiomatic attribution priors and expected gradients, Nature Machine Intelligence 3, 2021",
          .explain = [samples](const Question& q) -> Attribution {
            const Matrix& background = required_background(q, "EG").x;
            const Vector gain = q.evidence.value(q.x).array() - q.evidence.value(background).mean();
            Attribution answer{Matrix(q.x.rows(), q.x.cols()), Vector(q.x.rows())};
            Matrix distance(samples, q.x.cols()), place(samples, q.x.cols());
            Labels shuffled(static_cast<std::size_t>(background.rows())), stratum(static_cast<std::size_t>(samples));
            for (Index n = 0; n < q.x.rows(); ++n) {
              Random random(q.seed, static_cast<std::uint64_t>(q.id[static_cast<std::size_t>(n)]));
              std::iota(shuffled.begin(), shuffled.end(), Index{0});
              std::iota(stratum.begin(), stratum.end(), Index{0});
              random.shuffle(shuffled);
              random.shuffle(stratum);
              for (Index s = 0; s < samples; ++s) {
                const auto at = static_cast<std::size_t>(s);
                const auto reference = background.row(shuffled[at % shuffled.size()]);
                const double t = (static_cast<double>(stratum[at]) + random.uniform()) / static_cast<double>(samples);
                distance.row(s) = q.x.row(n) - reference;
                place.row(s) = reference + t * distance.row(s);
              }
              answer.relevance.row(n) = distance.cwiseProduct(q.evidence.gradient(place)).colwise().mean();
              answer.error[n] = std::abs(answer.relevance.row(n).sum() - gain[n]);
            }
            return answer;
          },
          .uses_background = true};
}

Attributor expected_gradients() { return expected_gradients(200); }

}  // namespace neon::baselines
