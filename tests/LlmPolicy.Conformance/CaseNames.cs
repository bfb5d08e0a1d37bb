using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance;

/// <summary>Names by which each case of a suite can be found: <c>group/case</c>, with a number where the suite has it again.</summary>
internal static class CaseNames
{
    public static IReadOnlyList<CaseResult> Of(IEnumerable<GroupPart> parts)
    {
        Dictionary<string, int> names = [];
        return
        [
            .. from part in parts
               from result in part.Results
               let name = Name(part.Group, result.CaseId)
               let times = names[name] = names.GetValueOrDefault(name) + 1
               select result with { CaseId = times == 1 ? name : $"{name}#{times}" },
        ];
    }

    private static string Name(SuiteGroup group, string caseId) =>
        caseId == group.Id || caseId.StartsWith(group.Id + "/", StringComparison.Ordinal) ? caseId : $"{group.Id}/{caseId}";
}
