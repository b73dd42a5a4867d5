#pragma once
#include <neon/core/types.hpp>

#include <catch2/catch.hpp>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

/// What scikit-learn says of the same numbers: Debian's, called by the tests.
namespace neon::oracle {

/// Runs a Python script that finds the matrices a, b, c ... as NumPy arrays, numpy as np, and calls tell(array) with a
/// two-dimensional answer.
inline Matrix scikit_learn(const std::string& script, const std::vector<Matrix>& given) {
  namespace fs = std::filesystem;
  static int calls = 0;
  const fs::path folder =
      fs::temp_directory_path() / ("neon-oracle-" + std::to_string(getpid()) + "-" + std::to_string(calls++));
  fs::create_directories(folder);
  std::ofstream program(folder / "ask.py");
  program << "import numpy as np\n"
             "def tell(answer):\n"
             "  answer = np.ascontiguousarray(answer, dtype='<f8')\n"
             "  np.array(answer.shape, dtype='<i8').tofile('shape')\n"
             "  answer.tofile('answer')\n";
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string name(1, static_cast<char>('a' + i));
    std::ofstream(folder / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(given[i].data()),
               static_cast<std::streamsize>(given[i].size() * static_cast<Index>(sizeof(double))));
    program << name << " = np.fromfile('" << name << "', dtype='<f8').reshape(" << given[i].rows() << ", "
            << given[i].cols() << ")\n";
  }
  program << script << "\n";
  program.close();
  const std::string command = "cd '" + folder.string() + "' && /usr/bin/python3 -W ignore ask.py";
  INFO(script);
  REQUIRE(std::system(command.c_str()) == 0);  // NOLINT: the oracle is a program
  std::int64_t shape[2] = {0, 0};
  std::ifstream(folder / "shape", std::ios::binary).read(reinterpret_cast<char*>(shape), sizeof shape);
  Matrix answer(shape[0], shape[1]);
  std::ifstream(folder / "answer", std::ios::binary)
      .read(reinterpret_cast<char*>(answer.data()),
            static_cast<std::streamsize>(answer.size() * static_cast<Index>(sizeof(double))));
  fs::remove_all(folder);
  return answer;
}

/// Labels as one column.
inline Matrix column(const Labels& labels) {
  return Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 1>>(labels.data(), static_cast<Index>(labels.size()))
      .cast<double>();
}

}  // namespace neon::oracle
