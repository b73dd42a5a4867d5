#pragma once
#include <neon/clustering/hdbscan.hpp>

#include <string>

/// What HDBSCAN of scikit-learn 1.9.1 tells of sample(240, features) in hdbscan_test.cpp, written there in Python:
///   HDBSCAN(min_cluster_size, min_samples, cluster_selection_method, cluster_selection_epsilon, max_cluster_size,
///           allow_single_cluster).fit_predict(x)
/// (the last three of scikit-learn beside NumPy 2.2: later ones break its cluster_selection_epsilon.)
/// A letter for each cluster, - for noise. No point lies at an edge that ties with another: it may be in either part.
/// Debian's scikit-learn, which the tests could ask, has no HDBSCAN yet.
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
      {2,
       {5, 0, excess_of_mass, 30, 0, false},
       "baccbaccbcbaccbaccbabaccbaccb-baccbaccbabaccbaccb-baccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccba"
       "baccbaccb-baccbaccbcbaccbaccbbbaccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccbcbaccbaccbbbaccbaccb-"
       "baccbaccbcbaccbaccbcbaccbaccb-baccbaccbc"},
      {2,
       {5, 0, excess_of_mass, 0, 40, false},
       "a---b--cb----cb---a-a---b-----b-c-b-------c-b---b---c---cca-b-dca--d--b---b-----b-dcb---b-----b-c---"
       "----a---------b-----b---a-------cc--d---b---a--c-----ca-----b-c-a-------ccb--cb-b-d-b-----b-c-a-----"
       "--cc------b-c-b--c--b-c-a-----b-ccb-c---"},
      {3,
       {5, 0, excess_of_mass, 0, 60, false},
       "-abc-abc---abc-abc---abc-abc---abc-abc---abc-abc-a-abc-abc---abc-abc---abc-abc---abc-abc---abc-abc--"
       "-abc-abc---abc-abc-c-abc-abc---abc-abc-c-abc-abc---abc-abc---abc-abc---abc-abc---abc-abc---abc-abc--"
       "-abc-abc---abc-abc---abc-abc---abc-abc--"},
      {2,
       {5, 0, excess_of_mass, 0, 0, true},
       "baccbaccbcbaccbaccbabaccbaccb-baccbaccbabaccbaccb-baccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccba"
       "baccbaccb-baccbaccbcbaccbaccbbbaccbaccbcbaccbaccb-baccbaccb-baccbaccb-baccbaccbcbaccbaccbbbaccbaccb-"
       "baccbaccbcbaccbaccbcbaccbaccb-baccbaccbc"},
      {2,
       {100, 0, excess_of_mass, 0, 0, true},
       "--aa--aa-a--aa--aa----aa--aa----aa--aa----aa--aa----aa--aa-a--aa--aa----aa--aa----aa--aa----aa--aa--"
       "--aa--aa----aa--aa----aa--aa----aa--aa-a--aa--aa----aa--aa----aa--aa----aa--aa-a--aa--aa----aa--aa--"
       "--aa--aa----aa--aa----aa--aa----aa--aa--"},
      {2,
       {60, 5, excess_of_mass, 400, 0, true},
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaaa"
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {3,
       {5, 0, excess_of_mass, 200, 0, true},
       "bacbbacbbbbacbbacbb-bacbbacbbbbacbbacbbbbacbbacbbabacbbacbb-bacbbacbb-bacbbacbbbbacbbacbb-bacbbacbb-"
       "bacbbacbb-bacbbacbbbbacbbacbb-bacbbacbbbbacbbacbb-bacbbacbbbbacbbacbb-bacbbacbb-bacbbacbb-bacbbacbb-"
       "bacbbacbb-bacbbacbb-bacbbacbb-bacbbacbb-"},
      {3,
       {5, 0, leaf, 0, 0, true},
       "cabdcabdcccabdcabdc-cabdcabdcccabdcabdcccabdcabdcacabdcabdc-cabdcabdc-cabdcabdcccabdcabdc-cabdcabdc-"
       "cabdcabdc-cabdcabdcdcabdcabdc-cabdcabdcdcabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-"
       "cabdcabdc-cabdcabdc-cabdcabdc-cabdcabdc-"},
  };
}

}  // namespace neon::samples
