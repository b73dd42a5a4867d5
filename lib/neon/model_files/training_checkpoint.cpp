#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/training_checkpoint.hpp>

#include <fmt/format.h>

#include <charconv>

namespace neon {
namespace {

constexpr const char* kind = "dec-checkpoint";

void write(ResultWriter& file, const std::string& group, const std::vector<Linear>& layers) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    file.write(fmt::format("{}/{}/weight", group, l), layers[l].weight);
    file.write(fmt::format("{}/{}/bias", group, l), layers[l].bias);
  }
}

std::vector<Linear> layers(const ResultReader& file, const std::string& group) {
  std::vector<Linear> result;
  if (!file.has(group)) return result;
  for (std::size_t l = 0; l < file.groups(group).size(); ++l)
    result.push_back(
        {file.matrix(fmt::format("{}/{}/weight", group, l)), file.vector(fmt::format("{}/{}/bias", group, l))});
  return result;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const DeepEmbeddedState& state) {
  ResultWriter file(path, kind);
  file.attribute("", "task", fmt::format("{:016x}", state.task));
  file.attribute("", "pretrained", state.pretrained);
  file.attribute("", "self_trained", state.self_trained);
  file.attribute("", "error", state.error);
  write(file, "encoder", state.encoder);
  write(file, "encoder_mean", state.of_encoder.mean);
  write(file, "encoder_square", state.of_encoder.square);
  write(file, "decoder", state.decoder);
  write(file, "decoder_mean", state.of_decoder.mean);
  write(file, "decoder_square", state.of_decoder.square);
  if (state.self_training()) {
    file.write("centroids", state.centroids);
    file.write("velocity", state.velocity);
    if (!state.labels.empty()) file.write("labels", state.labels);
  }
  file.commit();
}

DeepEmbeddedState read_checkpoint(const std::filesystem::path& path) {
  const ResultReader file(path, kind);
  DeepEmbeddedState state;
  const std::string task = file.text("", "task");
  const auto [end, status] = std::from_chars(task.data(), task.data() + task.size(), state.task, 16);
  require(status == std::errc() && end == task.data() + task.size(),
          "{}: the attribute task is '{}', should be 16 "
          "hexadecimal digits",
          path.string(), task);
  state.pretrained = file.integer("", "pretrained");
  state.self_trained = file.integer("", "self_trained");
  state.error = file.number("", "error");
  state.encoder = layers(file, "encoder");
  state.of_encoder = {layers(file, "encoder_mean"), layers(file, "encoder_square")};
  state.decoder = layers(file, "decoder");
  state.of_decoder = {layers(file, "decoder_mean"), layers(file, "decoder_square")};
  if (file.has("centroids")) {
    state.centroids = file.matrix("centroids");
    state.velocity = file.matrix("velocity");
    if (file.has("labels")) state.labels = file.labels("labels");
  }
  return state;
}

}  // namespace neon
