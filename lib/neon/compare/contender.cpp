#include <neon/compare/contender.hpp>
#include <neon/explain/propagator.hpp>

#include <utility>

namespace neon {

Contender neon_contender(std::string name, Composite composite) {
  std::string source = composite.source;
  return {.name = std::move(name),
          .source = std::move(source),
          .prepare = [composite = std::move(composite)](const std::vector<Network>& networks, const Background&) {
            std::vector<Attributor> methods;
            methods.reserve(networks.size());
            for (const Network& network : networks) methods.push_back(neon_attributor(network, composite));
            return methods;
          }};
}

Contender contender(Attributor method) {
  std::string name = method.name, source = method.source;
  return {.name = std::move(name),
          .source = std::move(source),
          .prepare = [method = std::move(method)](const std::vector<Network>& networks, const Background& background) {
            return std::vector<Attributor>(networks.size(), fitted(method, background));
          }};
}

Contender imported(std::string name, Matrix relevance, std::string origin) {
  std::string source = "imported from " + origin;
  return {.name = std::move(name),
          .source = std::move(source),
          .relevance = std::move(relevance),
          .origin = std::move(origin)};
}

bool is_control(const Contender& contender) { return contender.source == "control"; }

}  // namespace neon
