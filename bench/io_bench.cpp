#include <neon/core/random.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/tables/table_stream.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

/// Bytes of the file per second, and rows per second, of reading and writing 100,000 rows of 50 features block by
/// block.
namespace {

using namespace neon;
namespace fs = std::filesystem;

constexpr Index rows = 100000, columns = 50, block = 4096;

/// Removed at the end, with the files in it.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("neon-io-bench-{}", ::getpid())) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

const Folder folder;

const Matrix& values() {
  static const Matrix matrix = [] {
    Random random(1);
    Matrix result(rows, columns);
    for (double& value : result.reshaped()) value = random.normal();
    return result;
  }();
  return matrix;
}

void write_table(const fs::path& path) {
  std::vector<std::string> names;
  for (Index j = 0; j < columns; ++j) names.push_back(fmt::format("x{}", j));
  const std::unique_ptr<TableWriter> file = create_table(path, names);
  for (Index row = 0; row < rows; row += block) file->append(values().middleRows(row, std::min(block, rows - row)));
  file->commit();
}

void write_hdf5(const fs::path& path) {
  ResultWriter file(path, "benchmark");
  for (Index row = 0; row < rows; row += block)
    file.append("rows", values().middleRows(row, std::min(block, rows - row)));
  file.commit();
}

void write_gzip(const fs::path& path) {
  write_table(folder / "plain.csv");
  std::ifstream stream(folder / "plain.csv", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  gzFile file = gzopen(path.c_str(), "wb1");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

void write_single_npy(const fs::path& path) {
  const FloatMatrix single = values().cast<float>();
  std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  header.resize(117, ' ');
  std::ofstream stream(path, std::ios::binary);
  stream << "\x93NUMPY\x01" << '\0' << 'v' << '\0' << header << '\n';
  stream.write(reinterpret_cast<const char*>(single.data()), single.size() * 4);
}

void count(benchmark::State& state, const fs::path& path) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(fs::file_size(path)));
  state.SetItemsProcessed(state.iterations() * rows);
}

using Write = void (*)(const fs::path&);

void write(benchmark::State& state, const std::string& name, Write write_file) {
  values();
  for (auto _ : state) write_file(folder / name);
  count(state, folder / name);
}

void read(benchmark::State& state, const std::string& name, Write write_file) {
  write_file(folder / name);
  for (auto _ : state) {
    const std::unique_ptr<TableReader> reader = open_table((folder / name).string());
    Index met = 0;
    for (TableBlock next = reader->next(block); next.values.rows() > 0; next = reader->next(block))
      met += next.values.rows();
    if (met != rows) state.SkipWithError("rows are missing");
  }
  count(state, folder / name);
}

/// What the disk (or its cache) gives: the file read and written as bytes.
void copy_bytes(benchmark::State& state) {
  write_table(folder / "t.npy");
  for (auto _ : state) {
    fs::remove(folder / "copy.npy");
    fs::copy_file(folder / "t.npy", folder / "copy.npy");
  }
  count(state, folder / "t.npy");
}

BENCHMARK(copy_bytes)->Unit(benchmark::kMillisecond)->UseRealTime();

[[maybe_unused]] const bool registered = [] {
  const auto add = [](const std::string& name, auto work, const std::string& file, Write write_file) {
    benchmark::RegisterBenchmark((name + "/" + file).c_str(),
                                 [=](benchmark::State& state) { work(state, file, write_file); })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  };
  for (const char* file : {"t.csv", "t.tsv", "t.npy"}) {
    add("write", write, file, write_table);
    add("read", read, file, write_table);
  }
  add("write", write, "t.h5", write_hdf5);
  add("read", read, "t.h5", write_hdf5);
  add("read", read, "single.npy", write_single_npy);
  add("read", read, "t.csv.gz", write_gzip);
  return true;
}();

}  // namespace

BENCHMARK_MAIN();
