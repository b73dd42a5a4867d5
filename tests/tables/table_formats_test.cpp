#include <unistd.h>

#include <array>
#include <fcntl.h>
#include <thread>

#include "support/table_bytes.hpp"

using namespace neon;
using namespace neon::samples;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Equals;
using namespace std::string_literals;

namespace {

const Matrix integers = (Matrix(3, 2) << 1, -2, 3, 4, -5, 127).finished();
const Matrix counts = integers.cwiseAbs();
const std::string plain = npy_of("<f8", "(3, 2)", bytes_of<double>(integers, false));

/// Standard input is what a thread writes into a pipe.
class PipedInput {
 public:
  explicit PipedInput(const std::string& bytes) : before_(::dup(STDIN_FILENO)) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    writer_ = std::thread([bytes, out = ends[1]] {
      for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t step = ::write(out, bytes.data() + done, std::min<std::size_t>(5, bytes.size() - done));
        if (step <= 0) break;
        done += static_cast<std::size_t>(step);
      }
      ::close(out);
    });
  }
  ~PipedInput() {
    writer_.join();
    ::dup2(before_, STDIN_FILENO);
    ::close(before_);
  }
  PipedInput(const PipedInput&) = delete;
  PipedInput& operator=(const PipedInput&) = delete;

 private:
  int before_;
  std::thread writer_;
};

}  // namespace

TEST_CASE("IDX files of any type are read, their numbers as they are stored") {
  CHECK(values_in("\0\0\x08\x03\0\0\0\2\0\0\0\1\0\0\0\3\x01\x02\x03\x04\x05\xff"s) ==
        (Matrix(2, 3) << 1, 2, 3, 4, 5, 255).finished());
  CHECK(values_in("\0\0\x0b\x02\0\0\0\3\0\0\0\2"s + bytes_of<std::int16_t>(integers, true)) == integers);
  CHECK(values_in("\0\0\x0d\x02\0\0\0\3\0\0\0\2"s + bytes_of<float>(integers, true)) == integers);
  CHECK_THAT(error_in("\0\0\x08\x01\0\0\0\2\1\2"s), Contains(": an array [2] should be [rows, columns]"));
  CHECK_THAT(error_in("\0\0\x08\x02\0\0\0\2"s), Equals(": truncated: expected a header of 12 bytes, found 8"));
  CHECK_THAT(error_in("\0\0\x08\x02\0\0\0\2\0\0\0\2\1\2\3"s), Contains("truncated: ends at byte 15"));
}

TEST_CASE("text, NPY and IDX are read through gzip and pipes") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.gz").string();
  const std::string text = "a b\n1 -2\n3 4\n-5 127\n",
                    idx = "\0\0\x0b\x02\0\0\0\3\0\0\0\2"s + bytes_of<std::int16_t>(integers, true);
  for (const std::string& bytes : {text, plain, idx}) {
    write_gzip(path, bytes);
    CHECK(values_of(path) == integers);
    for (const std::string& sent : {bytes, slurp(path)}) {
      const PipedInput input(sent);
      const std::unique_ptr<TableReader> reader = open_table("-");
      CHECK(reader->name() == "standard input");
      CHECK(read_rest(*reader).values == integers);
    }
  }
  const std::string packed = slurp(path);
  for (std::size_t length = 3; length < packed.size(); ++length) {
    spit(path, packed.substr(0, length));
    CHECK_THAT(message_of([&] { read_table(path); }), Equals(path + ": truncated: cut off inside its compressed data"));
  }
  {
    const PipedInput input("a,b\n1,x\n");
    CHECK_THAT(message_of([] { read_table("-", {.detect_labels = false}); }),
               Contains("standard input:2: column 2: 'x' should be a number"));
  }
  {
    const PipedInput input("PK\x03\x04");
    CHECK_THAT(message_of([] { open_table("-"); }), Equals("standard input: NPZ can only be read from a file"));
  }
  {
    const PipedInput input("");
    CHECK_THAT(message_of([] { open_table("-"); }), Equals("standard input: no rows"));
  }
}

TEST_CASE("what can only be read from a file is refused elsewhere") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.gz").string();
  write_gzip(path, "PK\x03\x04");
  CHECK_THAT(message_of([&] { open_table(path); }), Equals(path + ": is NPZ inside gzip; unpack it with gunzip first"));
  write_gzip(path, "\x89HDF\r\n\x1a\n");
  CHECK_THAT(message_of([&] { open_table(path); }),
             Equals(path + ": is HDF5 inside gzip; unpack it with gunzip first"));
  CHECK_THAT(error_in("\x89HDF\r\n\x1a\n and no more"), Contains("not an HDF5 file, or cut off"));
}
