// What every kind of model costs per unit of work: seconds of one core and bytes of its fit, explanation, root points
// and flipping curve, with the exponents in points, features, clusters and kept points: the tables of docs/scale.md.
//   bench_scale                     all kinds
//   bench_scale kmeans dbscan       these
//   bench_scale kmeans 8000 50 20   this kind at n, d, K: to check what the table predicts
#include <neon/clustering/assigner.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/metrics/pixel_flipping.hpp>
#include <neon/roots/root_point.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <malloc.h>
#include <string>
#include <vector>

namespace {

std::atomic<std::ptrdiff_t> held{0}, most{0};

void* counted(void* memory) {
  if (memory == nullptr) return nullptr;
  const auto size = static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  const std::ptrdiff_t now = held.fetch_add(size) + size;
  if (now > most) most = now;
  return memory;
}

void forgotten(void* memory) {
  if (memory != nullptr) held -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
}

}  // namespace

// Every allocation of the program is counted: bytes, as times, are measured, and not derived.
extern "C" {
void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void* memory) noexcept;

void* malloc(std::size_t size) noexcept { return counted(__libc_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) noexcept { return counted(__libc_calloc(count, size)); }
void* realloc(void* memory, std::size_t size) noexcept {
  forgotten(memory);
  return counted(__libc_realloc(memory, size));
}
void* memalign(std::size_t alignment, std::size_t size) noexcept { return counted(__libc_memalign(alignment, size)); }
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return counted(__libc_memalign(alignment, size));
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  *memory = counted(__libc_memalign(alignment, size));
  return *memory == nullptr ? 12 : 0;
}
void free(void* memory) noexcept {
  forgotten(memory);
  __libc_free(memory);
}
}

namespace {

using namespace neon;

struct Size {
  Index n = 2000, d = 32, clusters = 8, support = 0;  ///< support: vectors per cluster, of kernel k-means
};

struct Cost {
  double seconds = 0, bytes = 0;
};

constexpr std::array works{"fit", "explanation", "root", "curve"};
using Costs = std::array<Cost, works.size()>;

double core_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The shortest of several runs, as long as they are quick, and the most memory of one, both per `units`.
template <class Body>
Cost cost(Index units, const Body& body) {
  constexpr double enough = 0.05;
  constexpr int runs = 5;
  Cost result{infinity, 0};
  double spent = 0;
  for (int run = 0; run < runs && (run == 0 || spent < enough); ++run) {
    const std::ptrdiff_t before = held;
    most = before;
    const double start = core_seconds();
    body();
    const double seconds = core_seconds() - start;
    spent += seconds;
    result.seconds = std::min(result.seconds, seconds / static_cast<double>(units));
    result.bytes = static_cast<double>(most - before) / static_cast<double>(units);
  }
  return result;
}

/// Groups whose centres lie twice as far apart as they spread.
Matrix points(Index n, Index d, Index groups) {
  Random random(1);
  Matrix centre(groups, d), x(n, d);
  for (double& value : centre.reshaped()) value = 2 * random.normal();
  for (Index row = 0; row < n; ++row)
    for (Index i = 0; i < d; ++i) x(row, i) = centre(row % groups, i) + random.normal();
  return x;
}

Costs costs(const ModelKind& kind, const Size& size) {
  const Matrix x = points(size.n, size.d, size.clusters);
  FitOptions options{.clusters = size.clusters};
  if (size.support > 0) options.settings["support"] = std::to_string(size.support);
  if (kind.clusters == ModelKind::Clusters::classes) {
    options.classes.emplace();
    for (Index n = 0; n < size.n; ++n) options.classes->push_back(n % size.clusters);
  }
  Costs result;
  FittedModel fitted;
  result[0] = cost(1, [&] { fitted = fit_model(kind.name, x, options); });

  const Explainer explainer(fitted.model);
  const Matrix some = x.topRows(std::min<Index>(512, size.n));
  AssignedExplanation told = explainer(some);
  result[1] = cost(some.rows(), [&] { told = explainer(some); });

  // Points of the largest cluster, whose evidence is asked for.
  std::vector<Labels> members(static_cast<std::size_t>(clusters(fitted.model)));
  for (std::size_t n = 0; n < told.cluster.size(); ++n)
    members[static_cast<std::size_t>(told.cluster[n])].push_back(static_cast<Index>(n));
  const auto largest = std::max_element(members.begin(), members.end(),
                                        [](const Labels& a, const Labels& b) { return a.size() < b.size(); });
  if (largest->size() > 32) largest->resize(32);
  const Evidence f = evidence(neuralize(fitted.model, largest - members.begin()));
  const Matrix asked = some(*largest, Eigen::all), few = asked.topRows(std::min<Index>(8, asked.rows()));
  // As beyond 64 features: the thorough search of few features takes about ten times as long.
  result[2] = cost(few.rows(), [&] { root_points(f, few, {.search = Search::quick}); });
  const FlipOrder order = flip_order(Matrix(told.why.relevance(*largest, Eigen::all)));
  const Matrix to = x.colwise().mean().replicate(asked.rows(), 1);
  result[3] = cost(asked.rows(), [&] { flip_curves(f, asked, to, order); });
  return result;
}

/// Slope of log y over log x by least squares.
double exponent(const std::vector<double>& x, const std::vector<double>& y) {
  const auto logs = [](const std::vector<double>& v) {
    return Eigen::Map<const Eigen::ArrayXd>(v.data(), static_cast<Index>(v.size())).max(1e-300).log().eval();
  };
  const Eigen::ArrayXd a = logs(x) - logs(x).mean(), b = logs(y) - logs(y).mean();
  return (a * b).sum() / a.square().sum();
}

/// What one axis varies, as a pointer to the member, from half to four times its base.
struct Axis {
  Index Size::*member;
  std::string name;
};

struct Measured {
  std::string kind;
  Size base;
  Costs costs;
  std::vector<std::string> axes;
  std::vector<std::array<std::array<double, 2>, works.size()>> exponents;  ///< [axis][work] of seconds, of bytes
};

Measured measured(const ModelKind& kind) {
  constexpr double longest = 0.5;  // seconds of a base fit: slow kinds are measured on fewer points
  Measured result;
  result.kind = kind.name;
  Size& base = result.base;
  if (kind.name == "kernel-kmeans") base.support = 20;
  while ((result.costs = costs(kind, base))[0].seconds > longest && base.n > 500) base.n /= 2;
  std::vector<Axis> axes{{&Size::n, "n"}, {&Size::d, "d"}};
  if (kind.clusters != ModelKind::Clusters::found) axes.push_back({&Size::clusters, "K"});
  if (base.support > 0) axes.push_back({&Size::support, "m"});
  for (const Axis& axis : axes) {
    std::vector<double> sizes;
    std::array<std::array<std::vector<double>, 2>, works.size()> series;
    for (const double factor : {0.5, 1.0, 2.0, 4.0}) {
      Size size = base;
      size.*axis.member = static_cast<Index>(factor * static_cast<double>(base.*axis.member));
      const Costs there = factor == 1 ? result.costs : costs(kind, size);
      sizes.push_back(factor);
      for (std::size_t w = 0; w < works.size(); ++w) {
        series[w][0].push_back(there[w].seconds);
        series[w][1].push_back(there[w].bytes);
      }
    }
    result.axes.push_back(axis.name);
    auto& exponents = result.exponents.emplace_back();
    for (std::size_t w = 0; w < works.size(); ++w)
      for (std::size_t what = 0; what < 2; ++what) exponents[w][what] = exponent(sizes, series[w][what]);
  }
  return result;
}

std::string told(double value, std::string_view unit) {
  constexpr std::array prefixes{"n", "u", "m", "", "k", "M", "G"};
  std::size_t prefix = 3;
  for (; value >= 1000 && prefix + 1 < prefixes.size(); ++prefix) value /= 1000;
  for (; value > 0 && value < 1 && prefix > 0; --prefix) value *= 1000;
  return fmt::format("{:.3g} {}{}", value, prefixes[prefix], unit);
}

/// "0.9, 1.0, -": the exponents in n, d, K, m.
std::string exponents(const Measured& m, std::size_t work, std::size_t what) {
  std::string result;
  for (const std::string axis : {"n", "d", "K", "m"}) {
    const auto found = std::find(m.axes.begin(), m.axes.end(), axis);
    result +=
        found == m.axes.end()
            ? " | "
            : fmt::format(" | {:.1f}", m.exponents[static_cast<std::size_t>(found - m.axes.begin())][work][what] + 0.0);
  }
  return result;
}

std::string row(const Measured& m, std::size_t work) {
  return fmt::format("| {} | {} | {}{} | {}{} |\n", m.kind, m.base.n, told(m.costs[work].seconds, "s"),
                     exponents(m, work, 0), told(m.costs[work].bytes, "B"), exponents(m, work, 1));
}

void print(const std::vector<Measured>& all) {
  fmt::print("d0 = 32 features, K0 = 8 clusters; m0 = 20 support vectors per cluster\n");
  for (std::size_t work = 0; work < works.size(); ++work) {
    fmt::print("\n{}{}\n\n| model | n0 | time | n | d | K | m | memory | n | d | K | m |\n", works[work],
               work == 0 ? "" : ", a point");
    fmt::print("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (const Measured& m : all) fmt::print("{}", row(m, work));
  }
}

}  // namespace

int main(int argc, char** argv) try {
  set_threads(1);
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 4 && std::isdigit(words[1].front()) != 0) {
    const Costs there = costs(find_kind(words[0], model_kinds(), "bench_scale"),
                              {.n = std::stol(words[1]), .d = std::stol(words[2]), .clusters = std::stol(words[3])});
    for (std::size_t work = 0; work < works.size(); ++work)
      fmt::print("{}: {}, {}\n", works[work], told(there[work].seconds, "s"), told(there[work].bytes, "B"));
    return 0;
  }
  std::vector<Measured> all;
  for (const ModelKind& kind : fit_kinds())
    if (words.empty() || std::find(words.begin(), words.end(), kind.name) != words.end()) {
      all.push_back(measured(kind));
      for (std::size_t work = 0; work < works.size(); ++work)
        fmt::print(stderr, "{} {}", works[work], row(all.back(), work));
    }
  print(all);
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "bench_scale: {}\n", error.what());
  return 1;
}
