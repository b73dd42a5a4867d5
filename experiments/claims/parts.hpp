#pragma once
#include <functional>
#include <string>
#include <vector>

#include "experiments/claims/claims.hpp"
#include "experiments/mnist/schema.hpp"
#include "experiments/vgg16/schema.hpp"

/// What the files of one experiment share, where its claims fill more than one.

/// Section 5.1 of the NEON paper: Figures 4 and 5.
namespace neon::claims::mnist {

using schema::mnist::Model;

/// The models in the file, in the paper's order.
std::vector<Model> models(const ResultReader& file);

/// The methods of one model: NEON, the other NEON composites, then the comparison methods.
std::vector<std::string> methods(const ResultReader& file, const Model& model);

/// One of the ways to run pixel flipping.
struct Protocol {
  std::string title;
  std::string root;                                          ///< "box" or "free"
  schema::mnist::FlipOrder schema::mnist::Flipping::*order;  ///< pooled (the paper's) or per_point
};
/// The paper's, box root points and pooled order, comes first.
const std::vector<Protocol>& protocols();

/// Is pixel flipping of this method stored for the protocol's kind of root?
bool has_flipping(const ResultReader& file, const Model& model, const Protocol& protocol, const std::string& method);
/// Area under the pixel-flipping curve.
double flipping_area(const ResultReader& file, const Model& model, const Protocol& protocol, const std::string& method);

/// A table of methods (rows) by models (columns).
/// @param cell what stands there; not asked where the model lacks the method
DataTable by_method(const ResultReader& file, const std::string& caption, const std::string& note,
                    const std::function<std::string(const schema::mnist::Method& stored)>& cell);

/// What must hold whatever the data: root points are feasible, relevance adds up, integrated gradients are complete.
std::vector<Claim> law_claims();
/// Root points of every model.
DataTable root_table(const ResultReader& file);
/// How far sum R is from f, by method and model.
DataTable conservation_table(const ResultReader& file);

/// Figure 5b: whose pixel-flipping curve drops faster, one claim per model and statement, judged by the area under the
/// curve with the paper's protocol (box root points, pooled order). The reason names the other protocols that disagree.
std::vector<Claim> ranking_claims();
/// Figure 5c, fast and detailed: what a method costs and tells; and the bars this project sets itself.
std::vector<Claim> cost_claims();
/// Time per point and method.
DataTable time_table(const ResultReader& file);

}  // namespace neon::claims::mnist

/// Section 5.2: Figure 6.
namespace neon::claims::newsgroups {

/// Do the words that Figure 6 of the paper highlights speak for their messages' clusters, and do pairs of messages
/// share one?
std::vector<Claim> word_claims();
/// The messages' clusters and the words that carry most relevance.
DataTable message_table(const ResultReader& file);
/// The words that carry most relevance in each cluster, and the newsgroups most of its messages come from.
DataTable cluster_table(const ResultReader& file);

}  // namespace neon::claims::newsgroups

/// Section 5.3: Figure 7.
namespace neon::claims::vgg16 {

using schema::vgg16::Layer;

/// Every layer of every image.
std::vector<Layer> layers_of(const ResultReader& file);
/// One layer of every image.  @throws Error if the run has left it out
std::vector<Layer> layers_of(const ResultReader& file, Index number);

/// A number per cluster of a layer.  @throws Error unless there are as many as `evidence` has
Vector per_cluster(const ResultReader& file, const Layer& layer, const schema::Dataset<Vector>& dataset);

/// What the clusters of the lowest and the highest layer look at.
std::vector<Claim> appearance_claims();
/// The clusters of one image and layer, one row each.
DataTable cluster_table(const ResultReader& file, const Layer& layer);

/// What must hold whatever the image: relevance is neither made nor lost between layers; beta meets its target.
std::vector<Claim> law_claims();
/// Conservation across every convolution, worst over images and clusters.
DataTable conservation_table(const ResultReader& file);

}  // namespace neon::claims::vgg16
