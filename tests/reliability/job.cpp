#include "reliability/job.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <memory>

namespace neon::reliability {
namespace {

/// Three groups of points that overlap.
std::string points(int rows) {
  constexpr int columns = 12;
  std::string text;
  for (int j = 0; j < columns; ++j) text += fmt::format("{}x{}", j > 0 ? "," : "", j);
  text += '\n';
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j)
      text += fmt::format("{:.6g}{}", 2 * ((i + j) % 3) + std::sin(0.7 * i * (j + 1)), j + 1 < columns ? ',' : '\n');
  return text;
}

std::unique_ptr<Job> job(const std::string& name, const std::string& output) {
  auto made = std::make_unique<Job>();
  made->name = name;
  made->output = output;
  made->empty();
  return made;
}

std::string model_of(const Job& made, const std::string& data) {
  const std::string model = made.input("model.h5").string();
  Child fit({NEON_PROGRAM, "fit", data, "--clusters", "3", "--threads", "1", "--out", model}, made.folder());
  REQUIRE(fit.end() == 0);
  return model;
}

std::unique_ptr<Job> with_points(const std::string& name, const std::string& output, int rows,
                                 std::vector<std::string> more) {
  auto made = job(name, output);
  const std::string data = made->input("points.csv").string();
  spit(data, points(rows));
  made->command = {NEON_PROGRAM, name};
  if (name != "fit") made->command.push_back(model_of(*made, data));
  made->command.push_back(data);
  made->command.insert(made->command.end(), more.begin(), more.end());
  made->command.insert(made->command.end(), {"--threads", "1", "--force", "--out", output});
  return made;
}

std::unique_ptr<Job> fetching() {
  auto made = job("fetch", "toy/numbers");
  std::string contents = points(20000);
  datasets::Sha256 sha256;
  sha256.update(contents.data(), contents.size());
  fs::create_directory(made->input("mirror"));
  spit(made->input("mirror/numbers"), contents);
  spit(
      made->input("manifest.json"),
      fmt::format(R"({{"format": 1, "datasets": [{{"name": "toy", "description": "d", "licence": "l", "citation": "c",)"
                  R"( "files": [{{"name": "numbers", "size": {}, "sha256": "{}"}}]}}]}})",
                  contents.size(), sha256.hex()));
  made->command = {NEON_FETCH,
                   "toy",
                   "--offline",
                   "--cache",
                   ".",
                   "--manifest",
                   made->input("manifest.json").string(),
                   "--mirror",
                   made->input("mirror").string()};
  made->keeps_partials = false;
  return made;
}

void add(std::string& held, const ResultReader& file, const std::string& group) {
  for (const std::string& name : file.datasets(group)) {
    const std::string path = group.empty() ? name : group + "/" + name;
    if (name.starts_with("seconds")) continue;
    const ResultReader::Layout layout = file.layout(path);
    held += fmt::format("{} {} {}\n", path, layout.type, layout.shape.size());
    if (layout.numbers && layout.shape.size() == 2) {
      const Matrix values = file.matrix(path);
      held.append(reinterpret_cast<const char*>(values.data()),
                  static_cast<std::size_t>(values.size()) * sizeof(double));
    } else if (layout.numbers) {
      const Vector values = file.vector(path);
      held.append(reinterpret_cast<const char*>(values.data()),
                  static_cast<std::size_t>(values.size()) * sizeof(double));
    } else {
      for (const std::string& text : file.strings(path)) held += text + "\n";
    }
  }
  for (const std::string& name : file.groups(group))
    if (name != "cost") add(held, file, group.empty() ? name : group + "/" + name);
}

}  // namespace

std::string held_by(const fs::path& file) {
  if (file.extension() != ".h5") return slurp(file);
  std::string held;
  const ResultReader reader(file);
  add(held, reader, "");
  return held;
}

std::vector<std::unique_ptr<Job>> all_jobs() {
  std::vector<std::unique_ptr<Job>> jobs;
  jobs.push_back(with_points("fit", "m.h5", 3000, {"--clusters", "5", "--scale", "minmax"}));
  jobs.push_back(with_points("explain", "r.csv", 6000, {}));
  jobs.push_back(with_points("explain", "r.h5", 6000, {"--competitors"}));
  jobs.push_back(with_points("compare", "c.h5", 300,
                             {"--points", "40", "--methods", "neon,SA", "--metrics", "deletion,conservation"}));
  jobs.push_back(job("wine", "w.h5"));
  jobs.back()->command = {WINE, "--out", "w.h5"};
  jobs.push_back(fetching());
  for (const auto& one : jobs) {
    const auto start = std::chrono::steady_clock::now();
    Child run(one->command, one->folder());
    const int status = run.end();
    INFO(one->name << ": " << run.complaint());
    REQUIRE(status == 0);
    one->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    one->bytes = held_by(one->target());
    one->empty();
  }
  return jobs;
}

void check_rerun(const Job& job) {
  Child run(job.command, job.folder());
  const int status = run.end();
  INFO(run.complaint());
  CHECK(status == 0);
  CHECK((held_by(job.target()) == job.bytes));
  for (const std::string& file : job.files()) {
    INFO(file);
    CHECK((file == job.output || (!job.keeps_partials && (file.ends_with(".lock") || file.ends_with(".verified")))));
  }
}

void check_remains(const Job& job) {
  for (const std::string& file : job.files()) {
    INFO(file);
    CHECK(job.may_remain(file));
  }
  if (fs::exists(job.target())) CHECK((held_by(job.target()) == job.bytes));
}

}  // namespace neon::reliability
