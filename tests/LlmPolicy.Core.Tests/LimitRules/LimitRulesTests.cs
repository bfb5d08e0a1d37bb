using static LlmPolicy.Tests.WrittenRules;

namespace LlmPolicy.Tests;

/// <summary>Which rules count a request.</summary>
public sealed class LimitRulesTests
{
    private const string TypeAndNumber = "{key: type, rateLimit: {requestsPerUnit: 1, unit: MINUTE}, descriptors: [{key: number, rateLimit: {requestsPerUnit: 10, unit: MINUTE}}]}";

    [Fact]
    public void A_key_without_a_value_has_a_counter_for_each_value()
    {
        Counters($"descriptors: [{TypeAndNumber}]", "type=a").ShouldBe(["type/requests/MINUTE 1 1:a"]);
        Counters($"descriptors: [{TypeAndNumber}]", "type=b").ShouldBe(["type/requests/MINUTE 1 1:b"]);
    }

    [Fact]
    public void A_key_with_a_value_has_one_counter_and_other_values_go_to_the_key_alone() =>
        Counters(
            "descriptors: [{key: type, value: a, rateLimit: {requestsPerUnit: 5, unit: HOUR}}, {key: type, rateLimit: {requestsPerUnit: 1, unit: HOUR}}]", "type=a", "type=b")
            .ShouldBe(["type=a/requests/HOUR 5", "type/requests/HOUR 1 1:b"]);

    [Fact]
    public void Each_descriptor_counts_by_the_node_where_it_ends() =>
        Counters($"descriptors: [{TypeAndNumber}]", "type=a", "type=a,number=1").ShouldBe(["type/requests/MINUTE 1 1:a", "type,number/requests/MINUTE 10 1:a1:1"]);

    [Theory]
    [InlineData("number=1")]
    [InlineData("number=1,type=a")]
    [InlineData("type=a,number=1,color=red")]
    [InlineData("type=a,color=red")]
    [InlineData("Type=a")]
    public void A_descriptor_that_leads_out_of_the_tree_is_counted_by_nothing(string descriptor) => Counters($"descriptors: [{TypeAndNumber}]", descriptor).ShouldBeEmpty();

    [Fact]
    public void A_descriptor_that_ends_before_any_limit_is_counted_by_nothing() =>
        Counters("descriptors: [{key: type, descriptors: [{key: number, rateLimit: {requestsPerUnit: 1, unit: DAY}}]}]", "type=a").ShouldBeEmpty();

    [Fact]
    public void A_node_without_limit_and_children_lets_its_value_pass_and_hides_the_limit_of_the_others() =>
        Counters("descriptors: [{key: type, value: vip}, {key: type, rateLimit: {requestsPerUnit: 1, unit: DAY}}]", "type=vip").ShouldBeEmpty();

    [Fact]
    public void A_node_of_a_value_hides_what_is_below_the_key_alone() =>
        Counters(
            "descriptors: [{key: a, value: x, descriptors: [{key: b, value: k, rateLimit: {requestsPerUnit: 1, unit: DAY}}]}, {key: a, descriptors: [{key: b, rateLimit: {requestsPerUnit: 2, unit: DAY}}]}]",
            "a=x,b=z").ShouldBeEmpty();

    [Fact]
    public void Of_the_rules_that_fit_those_of_the_highest_weight_count()
    {
        const string Rules = "descriptors: [{key: type, rateLimit: {requestsPerUnit: 1, unit: MINUTE}, descriptors: [{key: number, weight: 1, rateLimit: {requestsPerUnit: 10, unit: MINUTE}}]}]";

        Counters(Rules, "type=a", "type=a,number=1").ShouldBe(["type,number/requests/MINUTE 10 1:a1:1"]);
        Counters(Rules, "type=a").ShouldBe(["type/requests/MINUTE 1 1:a"]);
    }

    [Fact]
    public void A_rule_that_always_applies_counts_beside_one_of_more_weight() =>
        Counters(
            "descriptors: [{key: type, alwaysApply: true, rateLimit: {requestsPerUnit: 1, unit: MINUTE}, descriptors: [{key: number, weight: 1, rateLimit: {requestsPerUnit: 10, unit: MINUTE}}]}]",
            "type=a", "type=a,number=1").ShouldBe(["type/requests/MINUTE 1 1:a", "type,number/requests/MINUTE 10 1:a1:1"]);

    [Fact]
    public void What_a_node_lets_pass_takes_no_part_in_weights() =>
        Counters("descriptors: [{key: vip, weight: 9}, {key: type, rateLimit: {requestsPerUnit: 1, unit: DAY}}]", "vip=yes", "type=a").ShouldBe(["type/requests/DAY 1 1:a"]);

    [Fact]
    public void Two_descriptors_of_one_counter_count_twice_on_it() =>
        Counters($"descriptors: [{TypeAndNumber}]", "type=a", "type=a").ShouldBe(["type/requests/MINUTE 1 x2 1:a"]);

    [Fact]
    public void Values_of_two_entries_never_run_into_each_other() =>
        Counters($"descriptors: [{TypeAndNumber}]", "type=a1:b,number=c").Single().ShouldNotBe(Counters($"descriptors: [{TypeAndNumber}]", "type=a,number=b1:c").Single());

    [Fact]
    public void A_limit_that_the_request_brings_takes_the_place_of_its_rules()
    {
        var rules = Rules($"descriptors: [{TypeAndNumber}]");
        var descriptor = Descriptor("type=a") with { Limit = new RateLimitAmount(7, CalendarUnit.Year) };

        var counter = rules.CountersOf(new RateLimitRequest("custom", [descriptor])).ShouldHaveSingleItem();

        (counter.Limit, counter.Unit, counter.Key).ShouldBe((7, CalendarUnit.Year, "1:a"));
    }

    [Fact]
    public void A_limit_that_the_request_brings_counts_without_a_rule()
    {
        var rules = Rules($"descriptors: [{TypeAndNumber}]");
        var descriptor = Descriptor("color=red") with { Limit = new RateLimitAmount(7, CalendarUnit.Second) };

        var counter = rules.CountersOf(new RateLimitRequest("custom", [descriptor])).ShouldHaveSingleItem();

        (counter.Limit, counter.Unit, counter.Key).ShouldBe((7, CalendarUnit.Second, "3:red"));
    }

    [Fact]
    public void Where_one_counter_has_two_limits_the_lower_one_holds()
    {
        var rules = Rules($"descriptors: [{TypeAndNumber}]");

        var counter = rules.CountersOf(new RateLimitRequest("custom", [Descriptor("type=a"), Descriptor("type=a") with { Limit = new RateLimitAmount(9, CalendarUnit.Minute) }])).ShouldHaveSingleItem();

        (counter.Limit, counter.Amount).ShouldBe((1, 2));
    }

    [Theory]
    [InlineData("{number=one,type=a}", "set:number=one,type=a/requests/MINUTE 1")]
    [InlineData("{color=red,type=a,number=one}", "set:number=one,type=a/requests/MINUTE 1")]
    [InlineData("{type=a}", null)]
    [InlineData("{type=b,number=one}", null)]
    [InlineData("type=a,number=one", null)]
    public void A_set_rule_fits_a_set_that_holds_its_entries(string descriptor, string? counter) =>
        Counters("setDescriptors: [{simpleDescriptors: [{key: type, value: a}, {key: number, value: one}], rateLimit: {requestsPerUnit: 1, unit: MINUTE}}]", descriptor)
            .ShouldBe(counter is null ? [] : [counter]);

    [Fact]
    public void The_first_set_rule_that_fits_counts_and_the_others_only_if_they_always_apply()
    {
        const string Rules = """
            setDescriptors: [
              {simpleDescriptors: [{key: type}, {key: number}], rateLimit: {requestsPerUnit: 10, unit: MINUTE}},
              {simpleDescriptors: [{key: type}], rateLimit: {requestsPerUnit: 5, unit: MINUTE}},
              {rateLimit: {requestsPerUnit: 99, unit: DAY}, alwaysApply: true}]
            """;

        Counters(Rules, "{type=a,number=1}").ShouldBe(["set:number,type/requests/MINUTE 10 1:11:a", "set:/requests/DAY 99"]);
        Counters(Rules, "{type=a}").ShouldBe(["set:type/requests/MINUTE 5 1:a", "set:/requests/DAY 99"]);
        Counters(Rules, "{color=red}").ShouldBe(["set:/requests/DAY 99"]);
    }

    [Fact]
    public void A_tuple_is_no_set_and_a_set_no_tuple() =>
        Counters($"descriptors: [{TypeAndNumber}], setDescriptors: [{{rateLimit: {{requestsPerUnit: 2, unit: WEEK}}}}]", "type=a", "{type=a}")
            .ShouldBe(["set:/requests/WEEK 2", "type/requests/MINUTE 1 1:a"]);

    [Fact]
    public void Weights_of_the_tree_do_not_hide_sets() =>
        Counters("descriptors: [{key: a, weight: 5, rateLimit: {requestsPerUnit: 1, unit: DAY}}], setDescriptors: [{rateLimit: {requestsPerUnit: 2, unit: DAY}}]", "a=x", "{b=y}")
            .ShouldBe(["set:/requests/DAY 2", "a/requests/DAY 1 1:x"]);

    [Fact]
    public void Configs_know_nothing_of_each_others_rules()
    {
        var rules = Compiling.Policy(
            Manifest.Service(Manifest.ForwardAll)
            + Config("descriptors: [{key: generic_key, value: count, weight: 3, rateLimit: {requestsPerUnit: 4, unit: MINUTE}}]", "one")
            + Config("descriptors: [{key: generic_key, value: count, rateLimit: {requestsPerUnit: 3, unit: MINUTE}}]", "two")).RateLimits;

        var counters = rules.CountersOf(new RateLimitRequest(
            RateLimitRules.ConfigDomain,
            [Descriptor("generic_key=gloo-system.one,generic_key=count"), Descriptor("generic_key=gloo-system.two,generic_key=count"), Descriptor("generic_key=gloo-system.no,generic_key=count")]));

        counters.Select(counter => (counter.Holder, counter.Limit)).ShouldBe([("gloo-system/one", 4), ("gloo-system/two", 3)]);
        rules.CountersOf(new RateLimitRequest("custom", [Descriptor("generic_key=count")])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("descriptors: [{value: a, rateLimit: {requestsPerUnit: 1, unit: DAY}}]", "no key")]
    [InlineData("descriptors: [{key: '', rateLimit: {requestsPerUnit: 1, unit: DAY}}]", "no key")]
    [InlineData("descriptors: [{key: a, rateLimit: {requestsPerUnit: 1}}]", "no unit")]
    [InlineData("descriptors: [{key: a, rateLimit: {requestsPerUnit: 1, unit: UNKNOWN}}]", "no unit")]
    [InlineData("descriptors: [{key: a, rateLimit: {unit: DAY}}]", "how many")]
    [InlineData("descriptors: [{key: a, rateLimit: {}}]", "no unit")]
    [InlineData("descriptors: [{key: a, value: x}, {key: a, value: x}]", "beside each other")]
    [InlineData("descriptors: [{key: a}, {key: a, value: ''}]", "beside each other")]
    [InlineData("descriptors: [{key: a, descriptors: [{key: b}, {key: b}]}]", "beside each other")]
    [InlineData("setDescriptors: [{simpleDescriptors: [{value: a}], rateLimit: {requestsPerUnit: 1, unit: DAY}}]", "no key")]
    [InlineData("setDescriptors: [{simpleDescriptors: [{key: a}]}]", "no rateLimit")]
    [InlineData("setDescriptors: [{rateLimit: {requestsPerUnit: 1, unit: DAY}}, {rateLimit: {requestsPerUnit: 2, unit: DAY}}]", "the same")]
    [InlineData(
        "descriptors: [{key: 1a, descriptors: [{key: 2a, descriptors: [{key: 3a, descriptors: [{key: 4a, descriptors: [{key: 5a, descriptors: [{key: 6a, descriptors: [{key: 7a, descriptors: [{key: 8a, descriptors: [{key: 9a}]}]}]}]}]}]}]}]}]",
        "nested")]
    public void A_rule_that_cannot_be_meant_is_an_error_with_its_place_and_what_to_write(string rules, string message)
    {
        var error = Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll) + Settings($"ratelimit: {{{rules}}}")).ShouldHaveSingleItem();

        (error.Code, error.Severity).ShouldBe((DiagnosticCodes.LimitRule, DiagnosticSeverity.Error));
        error.Message.ShouldContain(message);
        error.Remedy.ShouldNotBeNull();
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll) + Config(rules)).ShouldContain(d => d.Code == DiagnosticCodes.LimitRule && d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void A_misspelt_field_of_a_rule_is_an_error() =>
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll) + Config("descriptors: [{key: a, rateLimit: {requestPerUnit: 1, unit: DAY}}]"))
            .ShouldContain(d => d.Code == DiagnosticCodes.UnknownField && d.Remedy!.Contains("requestsPerUnit"));

    [Fact]
    public void A_limit_of_nothing_is_a_warning_and_refuses_all()
    {
        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll) + Config("descriptors: [{key: a, rateLimit: {requestsPerUnit: 0, unit: DAY}}]"));

        compilation.Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Warning);
        compilation.Policy!.RateLimits.CountersOf(new RateLimitRequest(RateLimitRules.ConfigDomain, [Descriptor("generic_key=gloo-system.limits,a=x")]))
            .ShouldHaveSingleItem().IsOver(new BudgetReading(1, 0, null)).ShouldBeTrue();
    }

    [Fact]
    public void What_else_the_Settings_ask_is_a_warning_that_names_it()
    {
        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll) + Settings("ratelimitt: {}, gateway: {validation: {}}, extauth: {userIdHeader: x-user, requestTimeout: 1s}"));

        compilation.Succeeded.ShouldBeTrue();
        compilation.Diagnostics.Select(d => (d.Code, d.Severity)).Distinct().ShouldBe([(DiagnosticCodes.ForeignKind, DiagnosticSeverity.Warning)]);
        compilation.Diagnostics.ShouldContain(d => d.Message.Contains("spec.ratelimitt, spec.gateway") && d.Message.Contains("'ratelimit'"));
        compilation.Diagnostics.ShouldContain(d => d.Message.Contains("spec.extauth.requestTimeout"));
    }

    [Fact]
    public void Of_two_Settings_those_called_default_count_and_the_others_are_a_warning()
    {
        const string Limit = "ratelimit: {descriptors: [{key: a, rateLimit: {requestsPerUnit: 7, unit: DAY}}]}";

        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll) + Settings("ratelimit: {}", "other") + Settings(Limit));

        compilation.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.SettingsTwice);
        compilation.Policy!.RateLimits.CountersOf(new RateLimitRequest("custom", [Descriptor("a=x")])).ShouldHaveSingleItem().Limit.ShouldBe(7);
    }
}
