#include "experiments/claims/mnist_tables.hpp"

#include <algorithm>

#include "experiments/claims/mnist_result.hpp"

namespace neon::claims::mnist {

DataTable by_method(const ResultReader& file, const std::string& caption, const std::string& note,
                    const std::function<std::string(const std::string& model, const std::string& method)>& cell) {
  DataTable table{caption, {"method"}, {}, note};
  std::vector<std::string> rows;
  for (const std::string& model : models(file)) {
    table.header.push_back(model);
    for (const std::string& method : methods(file, model))
      if (std::find(rows.begin(), rows.end(), method) == rows.end()) rows.push_back(method);
  }
  for (const std::string& method : rows) {
    std::vector<std::string> cells = {method};
    for (const std::string& model : models(file))
      cells.push_back(file.has("models/" + model + "/methods/" + method) ? cell(model, method) : "");
    table.rows.push_back(cells);
  }
  return table;
}

DataTable flipping_table(const ResultReader& file, const std::string& model) {
  DataTable table{fmt::format("Pixel flipping, {}: area under the curve", model), {"method"}, {}};
  for (const std::string& method : methods(file, model)) table.rows.push_back({method});
  for (const Cell& cell : cells()) {
    std::size_t best = table.rows.size();
    double smallest = infinity;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const std::string method = table.rows[row].front();
      if (!has_flipping(file, model, cell.root, method)) {
        table.rows[row].emplace_back();
        continue;
      }
      const double area = auc(file, model, cell, method);
      if (area < smallest) best = row;
      smallest = std::min(smallest, area);
      table.rows[row].push_back(fmt::format("{:.4f}", area));
    }
    if (best < table.rows.size()) table.best.emplace(best, table.header.size());
    table.header.push_back(title(cell));
  }
  return table;
}

}  // namespace neon::claims::mnist
