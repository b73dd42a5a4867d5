#pragma once
#include <neon/clustering/deep_embedded_clustering.hpp>

#include "experiments/surrogate/study.hpp"

/// What an interrupted run need not compute again. All files are in one folder; none is kept where it is empty.
namespace neon::experiments::surrogate {

/// Some images of a part, passed through the network: a file of their own, found again by the images' bytes and the
/// parts of the maps.
class PassedFile {
 public:
  /// @param first number of the first of the images in the part of the data
  PassedFile(const std::filesystem::path& folder, const std::string& part, Index first, const FeatureMaps& rgb,
             const std::vector<Index>& cells);

  /// @return whether it was there; one that is of other images, or damaged, is as none
  bool read(Passed& passed) const;
  void write(const Passed& passed) const;

 private:
  std::filesystem::path path_;  ///< empty: none
  std::string of_;              ///< what tells the images
  Index count_;
};

/// fit_deep_embedded, which goes on where a file <folder>/<name>.h5 says that it was. The file stays: a training that
/// had ended ends again after its last steps. A file of another training, or a damaged one, is told and left aside.
DeepEmbeddedFit fit_with_checkpoints(const Matrix& x, Index clusters, DeepEmbeddedOptions options,
                                     const std::filesystem::path& folder, const std::string& name);

}  // namespace neon::experiments::surrogate
