#include <neon/clustering/assignment.hpp>
#include <neon/explain/pixel_explanation.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/images/image_input.hpp>
#include <neon/images/image_resize.hpp>
#include <neon/metrics/localisation.hpp>
#include <neon/model_files/torch_file.hpp>
#include <neon/network/image_architecture.hpp>

#include <nlohmann/json.hpp>

#include "cli/desk.hpp"
#include "support/laws.hpp"
#include "support/sample_state_dicts.hpp"
#include "support/torch_writer.hpp"

using namespace neon;
using Catch::Contains;
using Json = nlohmann::json;

namespace {

/// A picture of stripes whose colour, width and noise depend on a number.
Image picture(Index number, Index size = 32) {
  Image image(size, size, {40, 90, 160});
  const Index width = 2 + number % 3;
  for (Index y = 0; y < size; ++y)
    for (Index x = 0; x < size; ++x) {
      if ((number % 2 == 0 ? x : y) / width % 2 == 0) image.pixel(y, x)[number % 3] = 230;
      image.pixel(y, x)[1] = static_cast<std::uint8_t>((37 * x + 91 * y + 13 * number) % 256);
    }
  return image;
}

/// Between what is told of the files.
Json json_of(const std::string& output) {
  const std::size_t start = output.find('{');
  return Json::parse(output.substr(start, output.rfind('}') + 1 - start));
}

/// A network of five classes with random weights, and a folder of eight images.
struct Studio : Desk {
  samples::Weights weights = samples::cifar_residual(3);

  Studio() {
    write("net.th", samples::torch_file(weights.tensors()));
    for (Index n = 0; n < 8; ++n) write_png(*this / fmt::format("photos/{}.png", n), picture(n));
    write("names.txt", "bird\ncat\ndeer\ndog\nfrog\n");
  }
  ImageClassifier network() const { return image_classifier(read_state_dict(*this / "net.th")); }
  std::string refused(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "explain-images");
    return refusal(arguments);
  }
  void save(const samples::Weights& others) const { write("other.th", samples::torch_file(others.tensors())); }
};

}  // namespace

TEST_CASE("what a network sees in images is the library's, on file and as JSON") {
  const Studio studio;
  const std::string out = studio.output({"explain-images", "net.th", "photos", "--classes", "names.txt", "--clusters",
                                         "3", "--layer", "layer2", "--out", "r.h5", "--json", "--first", "0"});
  const Json json = json_of(out);
  const ImageClassifier net = studio.network();
  const NodePropagator propagate(net.network, node_composites::find("gamma=0.25, pixels zB"));
  const ResultReader file(studio / "r.h5", "image-relevance");
  const std::vector<std::string> names{"bird", "cat", "deer", "dog", "frog"};
  const Index stage = net.network.find("layer2");
  REQUIRE(json["images"].size() == 8);
  CHECK(json["architecture"] == "ResNet-14 for small images");
  CHECK(json["check"]["holds"] == true);
  CHECK(file.strings("images")[7] == "7.png");
  for (Index n = 0; n < 8; ++n) {
    const Matrix x = network_input(picture(n), net.pixels);
    const Run run(net.network.network(), x, net.network.last());
    const Matrix scores = run.value(net.network.last());
    Index best = 0, next = 0;
    scores.row(0).maxCoeff(&best);
    Matrix others = scores;
    others(0, best) = -infinity;
    others.row(0).maxCoeff(&next);
    const PixelExplanation why = explain_margin(propagate, run, best, next);
    laws::equal(Vector(file.matrix("scores").row(n)), Vector(scores.row(0)));
    laws::equal(Vector(file.matrix("class/relevance").row(n)), Vector(why.relevance.transpose()), tolerance::amplified);
    laws::equal(Vector(file.matrix("features").row(n)), Vector(net.network.pooled(x, stage).row(0)));
    const Json& its = json["images"][static_cast<std::size_t>(n)];
    CHECK(its["class"] == names[static_cast<std::size_t>(best)]);
    CHECK(its["next_class"] == names[static_cast<std::size_t>(next)]);
    const double evidence = its["why_class"]["evidence"], sum = its["why_class"]["relevance_at_the_pixels"],
                 kept = its["why_class"]["kept_by_biases"];
    CHECK(evidence == Approx(scores(0, best) - scores(0, next)));
    CHECK(sum == Approx(file.matrix("class/relevance").row(n).sum()));
    CHECK(evidence == Approx(sum + kept).margin(tolerance::amplified * why.turnover));
    CHECK(its["similar"].size() == 5);
    CHECK(its["probability"].get<double>() == Approx(1 / (scores.array() - scores(0, best)).exp().sum()));
  }
  // A cluster's evidence is that of k-means on the layer's means, and its relevance sums to it.
  const Vector evidence = file.vector("cluster/evidence"), kept = file.vector("cluster/kept");
  const Matrix relevance = file.matrix("cluster/relevance");
  CHECK(relevance.cols() == 32 * 32);
  CHECK(evidence.minCoeff() > 0);
  laws::equal(Vector(relevance.rowwise().sum() + kept), evidence, tolerance::amplified);
  Index members = 0;
  for (const Json& cluster : json["clusters"]) {
    members += cluster["size"].get<Index>();
    CHECK(cluster["nearest"].size() == cluster["size"].get<std::size_t>());
  }
  CHECK(members == 8);
}

TEST_CASE("heatmaps of images and a page of concepts") {
  const Studio studio;
  const std::string text = studio.output({"explain-images", "net.th", "photos", "photos/3.png", "--clusters", "2",
                                          "--plot", "maps", "--report", "page.html", "--first", "2", "--similar", "2"});
  CHECK_THAT(text, Contains("ResNet-14 for small images, 5 classes; images of 32 x 32") && Contains("9 images") &&
                       Contains("layer layer3: the means of 16 maps of 8 x 8") && Contains("cluster 1") &&
                       Contains("what biases kept sum to it") && Contains("2 of 9 images shown, more by --first"));
  const Image map = read_image(studio / "maps/0-class.png");
  CHECK(map.height == 32);
  CHECK(std::filesystem::exists(studio / "maps/3-2-cluster.png"));
  const std::string page = slurp(studio / "page.html");
  CHECK_THAT(page, Contains("<h2 id=\"concepts\">") && Contains("<h3>cluster 1</h3>") && Contains("Similar images") &&
                       Contains("data:image/png;base64,iVBOR") && Contains("</html>"));
  CHECK(page.find("src=\"http") == std::string::npos);
  CHECK(page.find("src=\"\"") == std::string::npos);
  CHECK(page.find("base64,\"") == std::string::npos);
  // The image and its copy are alike.
  CHECK_THAT(studio.output({"explain-images", "net.th", "photos/3.png", "photos", "--similar", "1", "--first", "1"}),
             Contains("similar: 3.png"));
}

TEST_CASE("clusters of any kind that finds or is told them, and one asked for") {
  const Studio studio;
  CHECK_THAT(
      studio.output({"explain-images", "net.th", "photos", "--model", "neighbour-distance", "--neighbours", "2"}),
      Contains("why its cluster (neighbour-distance, 2 clusters") && Contains("threshold  ") &&
          Contains("what biases kept sum to it"));
  const Json json = json_of(studio.output({"explain-images", "net.th", "photos", "--clusters", "2", "--scale", "minmax",
                                           "--cluster", "1", "--json", "--first", "0", "--strict"}));
  Index others = 0;
  for (const Json& image : json["images"]) {
    CHECK(image["explained"] == 1);
    if (image["cluster"] == 1) continue;
    ++others;
    CHECK(image["why_cluster"]["evidence"].get<double>() < 0);
  }
  CHECK(others > 0);
  CHECK(json["check"]["holds"] == true);
}

TEST_CASE("a network alone is described, with the names of its layers") {
  const Studio studio;
  CHECK_THAT(studio.output({"explain-images", "net.th"}), Contains("net.th: ResNet-14 for small images, 5 classes") &&
                                                              Contains("layer2.0.conv1") &&
                                                              Contains("mean 0.485,0.456,0.406"));
  studio.save(samples::imagenet_residual(1, true));
  CHECK_THAT(studio.output({"explain-images", "other.th"}),
             Contains("ResNet-14, 4 classes; images of 224 x 224 out of the middle of 256") && Contains("maxpool"));
}

TEST_CASE("images of any size, grey and transparent ones are prepared as usual") {
  const Studio studio;
  write_png(studio / "wide.png", resized(picture(1), 64, 90));
  studio.save(samples::imagenet_residual(2, false));
  CHECK_THAT(studio.output({"explain-images", "other.th", "wide.png", "photos", "--size", "48", "--mean", "0.5,0.5,0.5",
                            "--std", "0.25,0.25,0.25"}),
             Contains("images of 48 x 48; mean 0.5,0.5,0.5") && Contains("9 images"));
  CHECK_THAT(studio.output({"explain-images", "net.th", "wide.png"}), Contains("1 images") && !Contains("similar"));
}

TEST_CASE("the numbers do not depend on the threads") {
  const Studio studio;
  for (const char* threads : {"1", "3"})
    studio.output({"explain-images", "net.th", "photos", "--clusters", "2", "--out", fmt::format("{}.h5", threads),
                   "--threads", threads});
  const ResultReader one(studio / "1.h5"), three(studio / "3.h5");
  CHECK(one.matrix("class/relevance") == three.matrix("class/relevance"));
  CHECK(one.matrix("cluster/relevance") == three.matrix("cluster/relevance"));
}

TEST_CASE("files that are no images, no networks, or of another one are refused by name") {
  const Studio studio;
  studio.write("photos/8.png", "no image at all");
  CHECK_THAT(studio.refused({"net.th", "photos", "--out", "r.h5"}), Contains("8.png: is no image"));
  CHECK_THAT(studio.refused({"net.th", "none.png"}), Contains("none.png: no such file"));
  std::filesystem::create_directory(studio / "empty");
  CHECK_THAT(studio.refused({"net.th", "empty"}), Contains("empty: there is no image in this folder"));
  CHECK_THAT(studio.refused({"names.txt", "photos/1.png"}), Contains("names.txt: is no file of PyTorch"));
  CHECK_THAT(studio.refused({"none.th", "photos/1.png"}), Contains("none.th: there is no such file"));
  const std::string whole = slurp(studio / "net.th");
  studio.write("cut.th", whole.substr(0, whole.size() - 100));
  CHECK_THAT(studio.refused({"cut.th", "photos/1.png"}), Contains("cut.th") && Contains("cut off"));
  samples::Weights other = studio.weights;
  other.at("layer1.1.conv1.weight").values[2] = std::nanf("");
  studio.save(other);
  CHECK_THAT(studio.refused({"other.th", "photos/1.png"}),
             Contains("other.th: 'layer1.1.conv1.weight', element 2: nan should be finite"));
  other = studio.weights;
  other.erase("layer2.1.bn2.bias");
  studio.save(other);
  CHECK_THAT(studio.refused({"other.th", "photos/1.png"}), Contains("missing: layer2.1.bn2.bias"));
  other = studio.weights;
  other.tensor("extra.weight", {2}, 1);
  studio.save(other);
  CHECK_THAT(studio.refused({"other.th", "photos/1.png"}), Contains("do not belong to this network: extra.weight"));
  other = samples::Weights(1);
  other.dense("encoder", 3, 4);
  studio.save(other);
  CHECK_THAT(studio.refused({"other.th", "photos/1.png"}), Contains("is of no architecture that is known"));
}

TEST_CASE("options that ask for what is not there are refused before any work") {
  const Studio studio;
  const auto refused = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"net.th", "photos"});
    return studio.refused(more);
  };
  CHECK_THAT(studio.refused({"net.th", "photos/1.png", "--clusters", "2"}),
             Contains("--clusters: there is 1 image, should be at least 2"));
  CHECK_THAT(refused({"--clusters", "9"}), Contains("--clusters: 9 should be at least 2 and at most 8"));
  CHECK_THAT(refused({"--layer", "layer7"}), Contains("there is no layer 'layer7'; did you mean 'layer"));
  CHECK_THAT(refused({"--cluster", "1"}), Contains("--cluster: --clusters K makes clusters first"));
  CHECK_THAT(refused({"--clusters", "2", "--cluster", "2"}), Contains("--cluster: 2 should be in [0, 2)"));
  CHECK_THAT(refused({"--clusters", "2", "--model", "knn"}), Contains("which images do not bring along"));
  CHECK_THAT(refused({"--model", "dbscan", "--clusters", "2"}), Contains("dbscan models are not told how many"));
  CHECK_THAT(refused({"--mean", "0.5,0.5,0.5"}), Contains("--mean and --std belong together"));
  CHECK_THAT(refused({"--mean", "0.5,0.5,0.5", "--std", "0,1,1"}), Contains("0 should be positive"));
  CHECK_THAT(refused({"--composite", "gama=1"}), Contains("composite 'gama=1'") && Contains("gamma"));
  CHECK_THAT(refused({"--out", "r.csv"}), Contains("--out: r.csv should end in .h5"));
  CHECK_THAT(refused({"--report", "r.pdf"}), Contains("should end in .html"));
  CHECK_THAT(refused({"--plot", "names.txt"}), Contains("--plot: names.txt should be a folder"));
  studio.write("few.txt", "cat\ndog\n");
  CHECK_THAT(refused({"--classes", "few.txt"}), Contains("few.txt: 2 names should be 5"));
  studio.output({"explain-images", "net.th", "photos/1.png", "--plot", "maps"});
  CHECK_THAT(studio.refused({"net.th", "photos/1.png", "--plot", "maps"}),
             Contains("1-class.png: exists already; --force replaces it"));
}

TEST_CASE("masks tell whether relevance is where the answer is") {
  const Studio studio;
  std::vector<std::vector<bool>> inside;
  for (Index n = 0; n < 7; ++n) {
    Image mask(32, 32, {0, 0, 0});
    inside.emplace_back(32 * 32, false);
    for (Index y = 4 + n; y < 20; ++y)
      for (Index x = 6; x < 25; ++x) {
        std::fill_n(mask.pixel(y, x), 3, std::uint8_t{255});
        inside.back()[static_cast<std::size_t>(32 * y + x)] = true;
      }
    write_png(studio / fmt::format("masks/{}.png", n), mask);
  }
  const std::string out = studio.output(
      {"explain-images", "net.th", "photos", "--masks", "masks", "--out", "r.h5", "--json", "--report", "p.html"});
  const Json row = json_of(out)["localisation"][0];
  const Matrix relevance = ResultReader(studio / "r.h5").matrix("class/relevance");
  Localisation mean;
  for (Index n = 0; n < 7; ++n) {
    const Localisation one = localisation(relevance.row(n), inside[static_cast<std::size_t>(n)]);
    mean.area += one.area / 7;
    mean.inside += one.inside / 7;
    mean.pointing += one.pointing / 7;
    mean.roc_area += one.roc_area / 7;
  }
  CHECK(row["images"] == 7);
  CHECK(row["area"]["mean"].get<double>() == Approx(mean.area));
  CHECK(row["relevance_inside"]["mean"].get<double>() == Approx(mean.inside));
  CHECK(row["largest_pixel_inside"]["mean"].get<double>() == Approx(mean.pointing));
  CHECK(row["roc_area"]["mean"].get<double>() == Approx(mean.roc_area));
  CHECK(row["roc_area"]["low"].get<double>() <= mean.roc_area);
  CHECK(ResultReader(studio / "r.h5").matrix("masks/inside")(0, 0) == Approx(mean.inside));
  CHECK_THAT(slurp(studio / "p.html"), Contains("<h2 id=\"masks\">"));
  CHECK_THAT(studio.output({"explain-images", "net.th", "photos", "--masks", "masks"}),
             Contains("1 images without a mask") && Contains("ROC area"));

  write_png(studio / "masks/3.png", Image(16, 16, {255, 255, 255}));
  CHECK_THAT(studio.refused({"net.th", "photos", "--masks", "masks"}),
             Contains("3.png: a mask of 16 x 16 pixels should be of 32 x 32"));
  CHECK_THAT(studio.refused({"net.th", "photos", "--masks", "names.txt"}),
             Contains("--masks: names.txt should be a folder"));
  std::filesystem::create_directory(studio / "others");
  CHECK_THAT(studio.refused({"net.th", "photos", "--masks", "others"}), Contains("others: no image has a mask there"));
}
