#include "experiments/sample_mnist.hpp"

#include <neon/hdf5/hdf5.hpp>

#include <map>

namespace neon {
namespace {

const std::map<std::string, double> usual_auc = {{"SR", 0.10}, {"IG", 0.11}, {"NEON", 0.15},  {"NEON paper-v2", 0.16},
                                                 {"SA", 0.25}, {"GI", 0.30}, {"random", 0.60}};

void write_method(ResultWriter& file, const std::string& group, const std::string& method) {
  const bool uses_root = method == "SR" || method == "IG", neon = method.starts_with("NEON");
  file.attribute(group, "source", std::string("a source & <its> page"));
  file.attribute(group, "seconds_per_point", uses_root ? 5e-3 : 1e-3);
  file.attribute(group, "seconds_root_per_point", uses_root ? 4e-3 : 0.0);
  file.attribute(group, "competitors", neon);
  file.attribute(group, "conservation", method == "NEON" ? 0.4 : 1e-12);
  file.attribute(group, "conservation_mean", method == "NEON" ? 0.2 : 1e-13);
  file.attribute(group, "error", method == "IG" ? 5e-4 : 0.0);
  file.attribute(group, "ink_share", method == "random" ? 0.4 : 0.9);
}

void write_digits(ResultWriter& file, const std::string& group) {
  Matrix image(2, 4), competitors(2, 4);
  image << 0, 0.5, 1, 0, 0, 1, 1, 0;
  competitors << 0.25, 0.5, 0, 0, 0.25, 0, 0.5, 0;
  Matrix relevance = image;
  relevance.row(1) = competitors.colwise().sum();
  file.write(group + "/point", Labels{0, 2});
  file.write(group + "/image", image);
  file.write(group + "/assigned", Labels{0, 3});
  file.write(group + "/logit", Vector(Vector::Ones(2)));
  file.write(group + "/relevance/NEON", relevance);
  file.write(group + "/competitors/3", competitors);
}

void write_model(ResultWriter& file, const std::string& model, double accuracy, const SampleMnist& sample) {
  const std::string group = "models/" + model;
  const bool standard = model.starts_with("standard");
  file.attribute(group, "accuracy_test", accuracy);
  file.attribute(group, "accuracy_train", accuracy);
  file.attribute(group, "beta", 0.5);
  if (model == "kernel") file.attribute(group, "gamma", 0.05);
  if (model == "kernel") file.attribute(group, "self_similarity", 0.9);
  file.attribute(group, "top_probability", standard ? 0.8 : 0.9);
  file.attribute(group, "explained", 3);
  file.attribute(group, "seconds_fit", 1.5);
  file.attribute(group, "parameters", std::string("made up"));
  for (const std::string root : {"box", "free"}) {
    const std::string place = group + "/roots/" + root;
    file.write(place + "/distance", Vector(Vector::Constant(3, root == "box" ? 1.5 : 1.25)));
    file.write(place + "/value", Vector(Vector::Zero(3)));
    file.attribute(place, "seconds", 2.0);
    file.attribute(place, "feasible_share", 1.0);
    for (const auto& [method, usual] : usual_auc)
      for (const std::string order : {"pooled", "per_point"})
        file.attribute(group + "/flipping/" + root + "/" + method, "auc_" + order,
                       sample.auc ? sample.auc(model, root, order, method) : usual);
  }
  for (const auto& [method, usual] : usual_auc) write_method(file, group + "/methods/" + method, method);
  write_digits(file, group + "/digits");
}

}  // namespace

void write_sample(const std::filesystem::path& path, const SampleMnist& sample) {
  ResultWriter file(path, "mnist");
  file.attribute("", "profile", sample.profile);
  file.attribute("", "seed", 7);
  file.attribute("", "threads", 2);
  file.attribute("", "seconds", 100.0);
  file.attribute("", "sha256:t10k-images-idx3-ubyte", std::string(64, 'a'));
  file.attribute("cost", "fit deep", 60.0);
  file.attribute("cost", "data", 1.0);
  file.attribute("cost", "peak_memory_mib", 1234.0);
  file.write("data/label", Labels{0, 1, 3});
  write_model(file, "standard", sample.accuracy_standard, sample);
  if (sample.with_nobias) write_model(file, "standard-nobias", sample.accuracy_nobias, sample);
  write_model(file, "kernel", 0.935, sample);
  write_model(file, "deep", 0.97, sample);
  file.commit();
}

}  // namespace neon
