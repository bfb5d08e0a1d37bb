using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Rules;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

internal static class Comparisons
{
    public static Comparison Of(SuiteGroup group, params KeyValuePair<ResourceName, HeaderSecret>[] secrets) =>
        new(group, new Dictionary<ResourceName, HeaderSecret>(secrets), DifferenceRules.Policy);
}
