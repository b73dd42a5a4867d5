#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/atomic_file.hpp>
#include <neon/tables/table_stream.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <sys/resource.h>

#include "datasets/subprocess.hpp"

using namespace neon;
namespace fs = std::filesystem;

namespace {

constexpr Index point_count = 1'000'000, dimension = 50, cluster_count = 20;
constexpr int repetitions = 5;

template <class Work>
double seconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Blobs around random centres.
void write_points(const fs::path& path, const Matrix& centroids, Index count) {
  constexpr Index block = 10'000;
  const auto table = create_table(path, std::vector<std::string>(static_cast<std::size_t>(dimension), "x"));
  Matrix x(block, dimension);
  for (Index first = 0; first < count; first += block) {
    Random random(1, static_cast<std::uint64_t>(first));
    for (Index n = 0; n < block; ++n)
      for (Index i = 0; i < dimension; ++i) x(n, i) = centroids(n % cluster_count, i) + random.uniform();
    table->append(x);
  }
  table->commit();
}

/// Reading and writing as many bytes, in blocks of the same size, and getting them to the disk.
void copy_bytes(const fs::path& from, const fs::path& to) {
  const int source = ::open(from.c_str(), O_RDONLY);
  require(source >= 0, "{}: cannot be read", from.string());
  AtomicFile target(to);
  std::string buffer(static_cast<std::size_t>(4096 * dimension) * sizeof(double), '\0');
  for (ssize_t got = 0; (got = ::read(source, buffer.data(), buffer.size())) > 0;)
    target.append({buffer.data(), static_cast<std::size_t>(got)});
  ::close(source);
  target.commit();
}

void run(const std::vector<std::string>& arguments) {
  const auto result = datasets::run_process(arguments, "/", {}, std::chrono::seconds(600));
  require(result && result->status == 0, "{}", result ? result->output : "no such program");
}

/// A table read in blocks and written as a dataset of HDF5.
void copy_to_hdf5(const fs::path& from, const fs::path& to) {
  const auto table = open_table(from.string());
  ResultWriter writer(to, "relevance");
  for (TableBlock block = table->next(4096); block.values.rows() > 0; block = table->next(4096))
    writer.append("relevance", block.values);
  writer.commit();
}

double peak_mib_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main() {
  std::string pattern = (fs::temp_directory_path() / "neon-throughput-XXXXXX").string();
  require(::mkdtemp(pattern.data()) != nullptr, "{}: cannot be created", pattern);
  const fs::path folder = pattern;
  Matrix centroids(cluster_count, dimension);
  Random random(2);
  for (Index i = 0; i < centroids.size(); ++i) centroids.data()[i] = random.uniform();
  save_model(folder / "model.h5", KMeans{centroids, Vector::Zero(cluster_count), 2.0});
  write_points(folder / "few.npy", centroids, point_count / 10);
  write_points(folder / "points.npy", centroids, point_count);

  const auto explain = [&](const char* from, const char* to) {
    run({NEON_PROGRAM, "explain", folder / "model.h5", folder / from, "--out", folder / to, "--force"});
  };
  explain("few.npy", "relevance.npy");
  explain("few.npy", "relevance.h5");
  const double memory_of_few = peak_mib_of_children();
  double copying = infinity, converting = infinity, explaining = infinity, storing = infinity;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    copying = std::min(copying, seconds([&] { copy_bytes(folder / "points.npy", folder / "copy.npy"); }));
    explaining = std::min(explaining, seconds([&] { explain("points.npy", "relevance.npy"); }));
    converting = std::min(converting, seconds([&] { copy_to_hdf5(folder / "relevance.npy", folder / "copy.h5"); }));
    storing = std::min(storing, seconds([&] { explain("points.npy", "relevance.h5"); }));
  }
  const double start_up = [&] {
    double least = infinity;
    for (int repetition = 0; repetition < 4 * repetitions; ++repetition)
      least = std::min(least, seconds([&] { run({NEON_PROGRAM, "--help"}); }));
    return least;
  }();
  fmt::print("neon explain, {} points x {} features, {} clusters, least of {} runs\n", point_count, dimension,
             cluster_count, repetitions);
  fmt::print("  reading and writing .npy       {:.3f} s\n", copying);
  fmt::print("  neon explain to .npy           {:.3f} s, ratio {:.2f}\n", explaining, explaining / copying);
  fmt::print("  reading .npy and writing .h5   {:.3f} s\n", converting);
  fmt::print("  neon explain to .h5            {:.3f} s, ratio {:.2f}\n", storing, storing / converting);
  fmt::print("  peak memory                    {:.0f} MiB; a tenth of the points: {:.0f} MiB\n", peak_mib_of_children(),
             memory_of_few);
  fmt::print("  start-up (neon --help)         {:.1f} ms\n", 1e3 * start_up);
  fs::remove_all(folder);
}
