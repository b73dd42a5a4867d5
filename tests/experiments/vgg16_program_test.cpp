#include <neon/hdf5/hdf5.hpp>
#include <neon/images/image.hpp>
#include <neon/layers/vgg16.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "datasets/subprocess.hpp"
#include "support/raw_hdf5.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Contains;
using datasets::ProcessResult;

namespace {

void names_attribute(hid_t object, const char* name, const std::vector<std::string>& values) {
  constexpr std::size_t width = 32;
  std::string bytes(width * values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) bytes.replace(i * width, values[i].size(), values[i]);
  const raw::Id type = raw::fixed_text(width);
  const raw::Id attribute(H5Acreate2(object, name, type, raw::space({values.size()}), H5P_DEFAULT, H5P_DEFAULT),
                          H5Aclose);
  REQUIRE(H5Awrite(attribute, type, bytes.data()) >= 0);
}

/// A Keras file of VGG16 whose weights are noise of the right size.
void write_weights(const std::filesystem::path& path) {
  const raw::File file = raw::File::create(path);
  std::vector<std::string> layers;
  std::uint32_t state = 1;
  for (const auto& [name, inputs, outputs] : vgg16::convolutions) {
    layers.emplace_back(name);
    const raw::Id group(H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    names_attribute(group, "weight_names", {"kernel", "bias"});
    std::vector<float> kernel(static_cast<std::size_t>(9 * inputs * outputs)),
        bias(static_cast<std::size_t>(outputs), 0.01F);
    const auto scale = static_cast<float>(std::sqrt(24.0 / static_cast<double>(9 * inputs)));
    for (float& weight : kernel) {
      state = state * 1664525U + 1013904223U;
      weight = scale * (static_cast<float>(state >> 8U) / static_cast<float>(1U << 24U) - 0.5F);
    }
    raw::dataset(group, "kernel", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT,
                 {3, 3, static_cast<hsize_t>(inputs), static_cast<hsize_t>(outputs)}, kernel.data());
    raw::dataset(group, "bias", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {static_cast<hsize_t>(outputs)}, bias.data());
  }
  names_attribute(file, "layer_names", layers);
}

/// A folder with weights, where the program runs without a network.
struct Workshop : ScratchFolder {
  Workshop() { write_weights(*this / "vgg16.h5"); }

  ProcessResult run(std::vector<std::string> arguments) const {
    for (const std::string& argument :
         {std::string("--weights"), (*this / "vgg16.h5").string(), std::string("--out"), (*this / "out.h5").string()})
      arguments.push_back(argument);
    arguments.insert(arguments.begin(), VGG16);
    return *datasets::run_process(arguments, (*this / "").string(), {"LC_ALL=de_DE.UTF-8"}, std::chrono::seconds(240));
  }
};

const std::vector<std::string> quick{"--size", "64",         "--layers", "17,24",     "--clusters",
                                     "4",      "--ig-steps", "2",        "--compare", "1"};

std::vector<std::string> with(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

TEST_CASE("vgg16: any image, from the file to relevance that is accounted for, the same for any number of threads") {
  const Workshop workshop;
  Image image(50, 80, {0, 0, 0});
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = static_cast<std::uint8_t>(i * i / 97 % 256);
  write_png(workshop / "noise.png", image);
  const auto arguments = with(quick, {"--image", "noise.png", "--image", "spiral", "--threads", "1"});
  const ProcessResult result = workshop.run(arguments);
  INFO(result.output);
  REQUIRE(result.status == 0);
  CHECK_THAT(result.output, Contains("noise: noise.png [80 x 50 pixels]") && Contains("layer 24: locations"));

  const ResultReader file(workshop / "out.h5", "vgg16");
  CHECK(file.strings("images_shown") == std::vector<std::string>{"noise", "spiral"});
  CHECK(file.text("", "sha256:noise: noise.png").size() == 64);
  for (const std::string image_name : {"noise", "spiral"})
    for (const std::string layer : {"17", "24"}) {
      const std::string group = fmt::format("images/{}/layers/{}", image_name, layer);
      const Vector evidence = file.vector(group + "/evidence");
      const Matrix relevance = file.matrix(group + "/relevance");
      CHECK(relevance.rows() == evidence.size());
      CHECK(relevance.cols() == 64 * 64);
      CHECK(relevance.allFinite());
      CHECK((evidence.array() > 0).any());
      const Matrix in = file.matrix(group + "/conservation/sum_in"), out = file.matrix(group + "/conservation/sum_out"),
                   bias = file.matrix(group + "/conservation/bias");
      CHECK((in - out - bias).cwiseAbs().maxCoeff() <= 1e-5 * in.cwiseAbs().maxCoeff());
      CHECK((relevance.rowwise().sum() - out.bottomRows(1).transpose()).cwiseAbs().maxCoeff() <=
            1e-4 * in.cwiseAbs().maxCoeff());
      for (const std::string method : {"NEON", "GI", "random"}) {
        const Matrix curve = file.matrix(group + "/flipping/" + method);
        CHECK(curve.col(0).isOnes());
        CHECK(curve.allFinite());
      }
    }
  const std::string group = "images/noise/layers/24/";
  const Matrix relevance = file.matrix(group + "relevance"), gradient = file.matrix(group + "maps/GI");
  const Labels labels = file.labels(group + "labels");
  REQUIRE(workshop.run(with(quick, {"--image", "noise.png", "--threads", "2", "--heatmaps", "maps"})).status == 0);
  const ResultReader again(workshop / "out.h5", "vgg16");
  CHECK(read_image(workshop / "maps/noise-layer24-1.png").width == 64);
  CHECK(again.labels(group + "labels") == labels);
  CHECK(again.matrix(group + "relevance") == relevance);
  CHECK(again.matrix(group + "maps/GI") == gradient);
}

TEST_CASE(
    "vgg16: images of one colour, of one pixel and of 20,000 columns give clusters, fewer if need be, and no NaN") {
  const Workshop workshop;
  write_png(workshop / "dot.png", Image(1, 1, {200, 30, 90}));
  write_png(workshop / "wide.png", Image(2, 20000, {9, 9, 9}));
  const ProcessResult result = workshop.run({"--size", "64", "--layers", "5,24", "--clusters", "12", "--compare", "0",
                                             "--image", "dot.png", "--image", "wide.png"});
  INFO(result.output);
  REQUIRE(result.status == 0);
  CHECK_THAT(result.output, Contains("clusters, not 12: there are no more distinct locations"));
  const ResultReader file(workshop / "out.h5", "vgg16");
  for (const std::string image : {"dot", "wide"})
    for (const std::string layer : {"5", "24"}) {
      const std::string group = fmt::format("images/{}/layers/{}", image, layer);
      CHECK(file.matrix(group + "/relevance").allFinite());
      CHECK(file.vector(group + "/evidence").allFinite());
      CHECK(file.matrix(group + "/centroids").rows() <= 12);
      CHECK(!file.has(group + "/flipping"));
    }
}

TEST_CASE("vgg16: settings and images that make no sense end with one line") {
  const Workshop workshop;
  spit(workshop / "text.png", "no image");
  spit(workshop / "empty.jpg", "");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"--size", "100", "--image", "spiral"}, "--size: 100 should be a positive multiple of 32"},
      {{"--size", "64", "--image", "spiral"},
       "spiral, layer 31: cluster_locations: 8 clusters should be at least 2 and at most the 4"},
      {{"--clusters", "1", "--image", "spiral"}, "--clusters: 1 should be at least 2"},
      {{"--layers", "17,17", "--image", "spiral"}, "each once"},
      {{"--size", "32", "--layers", "17,40", "--image", "spiral"}, "--layers: 40 should be in [1, 31]"},
      {{"--rule", "gama", "--image", "spiral"}, "gama"},
      {{"--composite", "gama", "--image", "spiral"}, "gama"},
      {{"--image", "text.png"}, "text.png: is no image"},
      {{"--image", "empty.jpg"}, "empty.jpg: 0 bytes"},
      {{"--image", "moon.jpg"}, "moon.jpg: no such file"}};
  for (const auto& [arguments, message] : cases) {
    const ProcessResult result = workshop.run(arguments);
    INFO(result.output);
    CHECK(result.status == 2);
    CHECK_THAT(result.output, Catch::StartsWith("vgg16: ") && Contains(message));
    CHECK(result.output.find('\n') == result.output.size() - 1);
    CHECK(!exists(workshop / "out.h5"));
  }
}

TEST_CASE("vgg16: weights that are cut off are refused, where no source has them the program says so with 3") {
  const Workshop workshop;
  resize_file(workshop / "vgg16.h5", file_size(workshop / "vgg16.h5") / 2);
  const ProcessResult cut = workshop.run({"--size", "64", "--image", "spiral"});
  CHECK(cut.status == 2);
  CHECK_THAT(cut.output, Contains("vgg16.h5"));

  const ScratchFolder nowhere;
  const std::string none = "http://127.0.0.1:9", folder = (nowhere / "").string();
  const auto absent = datasets::run_process(
      {VGG16, "--size", "64", "--image", "spiral", "--out", (nowhere / "out.h5").string()}, folder,
      {"NEON_DATA=" + folder, "NEON_MIRROR=" + folder, "PATH=" + folder, "http_proxy=" + none, "https_proxy=" + none},
      std::chrono::seconds(60));
  REQUIRE(absent.has_value());
  INFO(absent->output);
  CHECK(absent->status == 3);
  CHECK_THAT(absent->output, Contains("vgg16"));
  CHECK(!exists(nowhere / "out.h5"));
}
