using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

internal static class Comparisons
{
    public static Comparison Of(SuiteGroup group, params KeyValuePair<ResourceName, HeaderSecret>[] secrets) =>
        new(group, new Dictionary<ResourceName, HeaderSecret>(secrets), DifferenceRules.Policy);

    /// <summary>With the rules, too, that have to be asked for.</summary>
    public static Comparison WithAllRules(SuiteGroup group) =>
        new(group, new Dictionary<ResourceName, HeaderSecret>(), [.. DifferenceRules.Policy, .. DifferenceRules.OffByDefault]);
}
