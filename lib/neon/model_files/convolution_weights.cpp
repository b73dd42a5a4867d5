#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/convolution_weights.hpp>
#include <neon/model_files/detail/keras_weights.hpp>
#include <neon/model_files/detail/onnx_weights.hpp>

namespace neon {
namespace fs = std::filesystem;

std::vector<Convolution> read_convolutions(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  require(fs::exists(status), "{}: no such file", path.string());
  require(fs::is_regular_file(status), "{}: is no file", path.string());
  std::vector<Convolution> result = is_hdf5(path) ? read_keras_convolutions(path) : read_onnx_convolutions(path);
  require(!result.empty(), "{}: holds no convolution", path.string());
  for (const Convolution& convolution : result) try {
      convolution.check();
    } catch (const Error& reason) {
      throw Error(fmt::format("{}: {}", path.string(), reason.what()));
    }
  return result;
}

}  // namespace neon
