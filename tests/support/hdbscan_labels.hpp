#pragma once
#include <neon/clustering/hdbscan.hpp>

#include <string>

/// What HDBSCAN of scikit-learn 1.9.1 tells of sample(240, features) in hdbscan_test.cpp, written there in Python:
///   HDBSCAN(min_cluster_size, min_samples, cluster_selection_method).fit_predict(x)
/// A letter for each cluster, - for noise. Debian's scikit-learn, which the tests could ask, has no HDBSCAN yet.
namespace neon::samples {

struct HdbscanLabels {
  Index features;
  HdbscanOptions options;
  std::string labels;
};

inline std::vector<HdbscanLabels> hdbscan_labels() {
  using enum HdbscanSelection;
  return {
      {2,
       {5, 0, excess_of_mass},
       "baccbaccbcbaccbaccbabaccbaccb-baccbaccbabaccbaccb-baccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccba"
       "baccbaccb-baccbaccbcbaccbaccbbbaccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccbcbaccbaccbbbaccbaccb-"
       "baccbaccbcbaccbaccbcbaccbaccb-baccbaccbc"},
      {2,
       {5, 0, leaf},
       "ba--ca-fc--a--ca--baba--ca----ca--ca---a-ae-ca--c--ae--affb-cadfba-d--ca--ca----cadeca--c--a--ca---a"
       "-a--ba-----a--ca----ca--ba-----af--ad---ca--ba-f---a-fba----caf-ba-----aeeca-ec-cad-ca----ca--ba----"
       "-af--a----caf-ca----cae-ba----cafeca----"},
      {2,
       {12, 4, excess_of_mass},
       "baccbaccbcbaccbaccbabaccbaccb-baccbaccbabaccbaccb-baccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccba"
       "baccbaccb-baccbaccbcbaccbaccbbbaccbaccbcbaccbaccb-baccbaccbbbaccbaccb-baccbaccbcbaccbaccbbbaccbaccb-"
       "baccbaccbcbaccbaccbcbaccbaccb-baccbaccbc"},
      {2,
       {8, 1, excess_of_mass},
       "baccbaccbcbaccbaccbabaccbaccb-baccbaccbabaccbaccb-baccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccba"
       "baccbaccbcbaccbaccbcbaccbaccbbbaccbaccbcbaccbaccb-baccbaccbbbaccbaccb-baccbaccbcbaccbaccbbbaccbaccb-"
       "baccbaccbcbaccbaccbcbaccbaccb-baccbaccbc"},
      {2,
       {8, 1, leaf},
       "ca-f-a-ge-bafgda-fcaca-fda-gb-dag-da--dabah-daf-d-bahf-aggc-dafgca-f--da-fea----dafhea--d-baf-eah-ba"
       "ba--ca----baff-a----eaf-ca----eag--af---eaf-ca-g---afgca----dagfca-----ahhea-hd-dafgda----ea--ca--b-"
       "cagg-a--b--agfda-g--dah-ca----daggdaf---"},
      {3,
       {5, 0, excess_of_mass},
       "cabdcabdcccabdcabdc-cabdcabdcccabdcabdcccabdcabdcacabdcabdc-cabdcabdc-cabdcabdcccabdcabdc-cabdcabdc-"
       "cabdcabdc-cabdcabdcdcabdcabdc-cabdcabdcdcabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-"
       "cabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-"},
      {3,
       {8, 1, leaf},
       "baecba-cbbbadcba-cb-ba-cba-cbbba-cba-cbbbadcba-cbaba-cbaecb-ba-cba-cb-baecba-cbbba-cbaecb-baecba-cb-"
       "badcbadcb-badcbaecbcbadcbaecb-baecba-cbcbaecbadcb-ba-cba-cbbba-cbaecb-baecba-cbabaecbadcb-ba-cba-cb-"
       "ba-cba-cb-ba-cba-cb-badcba-cb-ba-cba-cb-"},
  };
}

}  // namespace neon::samples
