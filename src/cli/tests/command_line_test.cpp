#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cli/account_commands.hpp"
#include "embedded/embedded_shop.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::cli {
namespace {

using ::testing::HasSubstr;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

Ran run(std::vector<std::string> arguments, const Host& host = {}) {
  arguments.insert(arguments.begin(), "drinkshop");
  std::vector<const char*> argv;
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Ran ran;
  ran.code = run_command_line(static_cast<int>(argv.size()), argv.data(), host);
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

TEST(CommandLine, HelpAndVersionAreResults) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"},
                                                    {"serve", "--help"},
                                                    {"token", "create", "--help"},
                                                    {"import", "orders", "--help"},
                                                    {"consume", "--help"},
                                                    {"doctor", "--help"}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, HasSubstr("--help"));
    EXPECT_EQ(ran.err, "");
  }
  EXPECT_THAT(run({"--version"}).out, HasSubstr("drinkshop "));
}

struct WrongCase {
  std::string name;
  std::vector<std::string> arguments;
  std::string says;
};

class WrongArguments : public ::testing::TestWithParam<WrongCase> {};

TEST_P(WrongArguments, EndWithTwoAndSayWhatIsWrong) {
  const Ran ran = run(GetParam().arguments);
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr(GetParam().says));
  EXPECT_EQ(ran.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongArguments,
    ::testing::Values(
        WrongCase{"NoCommand", {}, "subcommand"}, WrongCase{"UnknownCommand", {"brew"}, "brew"},
        WrongCase{"UnknownOption", {"demo", "--dta", "x"}, "--dta"},
        WrongCase{"NoData", {"demo"}, "--data"},
        WrongCase{"NoTokenCommand", {"token"}, "ubcommand"},
        WrongCase{"UnknownRole",
                  {"token", "create", "--data", "x", "--role", "boss", "--name", "n"},
                  "--role"},
        WrongCase{"NoRole", {"token", "create", "--data", "x", "--name", "n"}, "--role"},
        WrongCase{"NoFile", {"import", "orders", "--data", "x"}, "FILE"},
        WrongCase{"DataAndUrl",
                  {"import", "orders", "f.csv", "--data", "x", "--url", "http://h"},
                  "either --data DIR or --url URL"},
        WrongCase{"BadShop", {"import", "orders", "f", "--data", "x", "--shop", "a b"}, "--shop"},
        WrongCase{"UnknownTopic", {"consume", "tea", "--data", "x"}, "must be one of"},
        WrongCase{"BadFrom", {"consume", "all", "--data", "x", "--from", "0"}, "--from"},
        WrongCase{"NoRate", {"simulate", "--url", "http://h", "--seconds", "1"}, "--rate"},
        WrongCase{"ShareAboveOne",
                  {"simulate", "--url", "u", "--rate", "1", "--seconds", "1", "--late", "1.5"},
                  "--late"},
        WrongCase{
            "RateOfZero", {"simulate", "--url", "u", "--rate", "0", "--seconds", "1"}, "--rate"},
        WrongCase{"AbsentPart", {"serve", "--data", "x", "--kafka", "h:9092"}, "--kafka"}),
    [](const auto& test) { return test.param.name; });

TEST(CommandLine, FailuresEndWithOne) {
  testing_support::TempFolder temp;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"consume", "all", "--data", temp / "none"},
        {"rebuild", "--data", temp / "none"},
        {"backup", temp / "b", "--data", temp / "none"},
        {"restore", temp / "b", "--data", temp / "none"},
        {"import", "orders", temp / "none.csv", "--data", temp / "d"},
        {"doctor", "--quick", "--data", temp / "none"},
        {"consume", "all", "--url", "http://127.0.0.1:1"}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, 1) << arguments[0] << ran.err;
    EXPECT_NE(ran.err + ran.out, "");
  }
}

TEST(CommandLine, SettingsAreCheckedKeptAndAudited) {
  testing_support::TempFolder temp;
  const std::string data = temp / "d";
  ASSERT_EQ(run({"token", "create", "--data", data, "--role", "owner", "--name", "x"}).code, 0);
  EXPECT_EQ(run({"settings", "list", "--data", data}).out,
            "bank_account\t\nbank_account_name\t\nbank_bin\t\nbar_amber_seconds\t180\n"
            "bar_red_seconds\t300\ncashier_discount_percent\t100\ncut_off_hour\t4\n"
            "guest_orders\ttrue\nreceipt_footer\t\nshop_name\t\ntime_zone\tAsia/Ho_Chi_Minh\n");
  EXPECT_EQ(run({"settings", "set", "cut_off_hour", "5", "--data", data}).code, 0);
  EXPECT_EQ(run({"settings", "set", "time_zone", "Asia/Kathmandu", "--data", data}).code, 0);
  EXPECT_THAT(run({"settings", "set", "bank_bin", "970403", "--data", data}).out,
              HasSubstr("from now on"));
  for (const auto& [name, value] : {std::pair{"cut_off_hour", "24"},
                                    {"cut_off_hour", "5x"},
                                    {"time_zone", "Mars/Olympus"},
                                    {"bank_bin", "97040"},
                                    {"bank_account", "0011 0123"},
                                    {"bank_account_name", "a\nb"},
                                    {"colour", "red"}}) {
    const Ran refused = run({"settings", "set", name, value, "--data", data});
    EXPECT_EQ(refused.code, 1) << name << ' ' << value;
    EXPECT_THAT(refused.err, HasSubstr(name == std::string("colour") ? "name" : name));
  }
  EXPECT_EQ(run({"settings", "list", "--data", data}).out,
            "bank_account\t\nbank_account_name\t\nbank_bin\t970403\nbar_amber_seconds\t180\n"
            "bar_red_seconds\t300\ncashier_discount_percent\t100\ncut_off_hour\t5\n"
            "guest_orders\ttrue\nreceipt_footer\t\nshop_name\t\ntime_zone\tAsia/Kathmandu\n");
  const SystemClock clock;
  const auto shop = embedded::EmbeddedShop::open({data}, false, clock).value();
  EXPECT_EQ(shop->settings().snapshot()->calendar.cut_off_hour(), 5);
  EXPECT_THAT(run({"consume", "audit", "--data", data}).out,
              HasSubstr(R"("action":"settings.set","entity":"cut_off_hour","before":4,"after":5)"));
}

TEST(CommandLine, TokenCreatePrintsOnlyTheToken) {
  testing_support::TempFolder temp;
  const Ran ran =
      run({"token", "create", "--data", temp / "d", "--role", "cashier", "--name", "x"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "");
  ASSERT_TRUE(ran.out.starts_with("dst_"));
  EXPECT_EQ(ran.out.find('\n'), ran.out.size() - 1);
  const SystemClock clock;
  const auto shop = embedded::EmbeddedShop::open({temp / "d"}, false, clock).value();
  const auto who = shop->access().by_api_token(ran.out.substr(0, ran.out.size() - 1));
  ASSERT_TRUE(who.has_value());
  EXPECT_EQ(who->role, domain::Role::kCashier);
}

TEST(CommandLine, SettingsComeFromArgumentsThenEnvironmentThenFile) {
  testing_support::TempFolder temp;
  std::string data;
  Host host;
  host.serve = [&](const ServeOptions& options) -> Result<void> {
    data = options.data + " " + options.listen;
    return ok();
  };
  std::ofstream(temp / "conf") << "data = \"/file\"\n[serve]\nlisten = \"h:1\"\n";
  const std::string config = temp / "conf";
  EXPECT_EQ(run({"--config", config, "serve"}, host).code, 0);
  EXPECT_EQ(data, "/file h:1");
  ::setenv("DRINKSHOP_DATA", "/environment", 1);
  EXPECT_EQ(run({"--config", config, "serve"}, host).code, 0);
  EXPECT_EQ(data, "/environment h:1");
  EXPECT_EQ(run({"--config", config, "serve", "--data", "/argument", "--listen", "h:2"}, host).code,
            0);
  EXPECT_EQ(data, "/argument h:2");
  // The variable belongs to the commands that were not called as well.
  EXPECT_THAT(run({"consume", "all", "--data", temp / "none"}).err, HasSubstr(temp / "none"));
  EXPECT_THAT(run({"consume", "all", "--url", "http://127.0.0.1:1"}).err, HasSubstr("no answer"));
  ::unsetenv("DRINKSHOP_DATA");
  std::ofstream(temp / "sections") << "[demo]\ndata = \"/demo\"\n[serve]\ndata = \"/serve\"\n";
  EXPECT_EQ(run({"--config", temp / "sections", "serve"}, host).code, 0);
  EXPECT_EQ(data, "/serve 127.0.0.1:8080");
  EXPECT_EQ(run({"--config", temp / "none", "serve"}, host).code, 2);
  ::setenv("DRINKSHOP_CONFIG", config.c_str(), 1);
  EXPECT_EQ(run({"serve"}, host).code, 0);
  EXPECT_EQ(data, "/file h:1");
  EXPECT_EQ(run({"--config", temp / "sections", "serve"}, host).code, 0);
  EXPECT_EQ(data, "/serve 127.0.0.1:8080");
  ::setenv("DRINKSHOP_CONFIG", (temp / "none").c_str(), 1);
  EXPECT_EQ(run({"serve"}, host).code, 2);
  ::unsetenv("DRINKSHOP_CONFIG");
  std::ofstream(temp / "typo") << "dta = \"/file\"\n";
  EXPECT_EQ(run({"--config", temp / "typo", "serve", "--data", "x"}, host).code, 2);
}

TEST(CommandLine, ReconcileTellsDifferencesByItsExitCode) {
  analytics::Reconciliation result;
  Host host;
  host.reconcile = [&](const embedded::DataFolder&) -> Result<analytics::Reconciliation> {
    return result;
  };
  EXPECT_EQ(run({"reconcile", "--data", "x"}, host).code, 0);
  result.differences_total = 2;
  result.differences.push_back({Timestamp{60'000'000}, "main", "revenue", "", 35'000, 30'000});
  const Ran table = run({"reconcile", "--data", "x"}, host);
  EXPECT_EQ(table.code, 1);
  EXPECT_THAT(table.out, HasSubstr("1970-01-01T00:01:00Z  main         revenue"));
  EXPECT_THAT(table.out, HasSubstr("-5000"));
  EXPECT_THAT(table.out, HasSubstr("and 1 more"));
  EXPECT_THAT(run({"reconcile", "--data", "x", "--json"}, host).out,
              HasSubstr(R"("differences":[{"minute":"1970-01-01T00:01:00Z","shop_id":"main")"));
}

}  // namespace
}  // namespace shop::cli
