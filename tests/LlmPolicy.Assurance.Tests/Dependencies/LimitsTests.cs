using System.Reflection;
using LlmPolicy.Gateway;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>docs/limits.md beside the code.</summary>
public sealed class LimitsTests
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Ours = [typeof(PolicyCompiler).Assembly, typeof(PolicyGate).Assembly, typeof(LlmPolicyReverseProxyBuilderExtensions).Assembly];

    /// <summary>Constants whose names sound like limits, and that are a matter of how, not of how much.</summary>
    private static readonly string[] Inner =
    [
        "AwsEventHeaders.Most", "DocumentWalker.LongestText", "JsonDocuments.MostBroken", "StreamOptions.MaxDepth", "TaggedElement.MostCounts",
        "UsageNumber.Most", "PathNode.MaxLevels", "PrincipalMatches.MaxSets", "JsonOutputs.MaxDepth",
        "ModelRuleFindings.LongestName", "PlainJson.MaxNames", "KeyDigest.LongestOnStack", "RouteIndex.MaxStart", "CorsPolicy.LongestOrigin",
        "ConnectionHeader.LongestTe", "BudgetAmount.Max", "Leases.MaxSpare", "OutputSeries.Most", "ReservationCheck.MaxName",
        "TokenWeight.MaxThousandths", "CallBound.Longest", "StreamEnd.Longest", "CallerText.LongestStep", "CallerText.MostEncodings",
        "CallerText.LongestPart", "ShownSteps.MaxRoutes", "BudgetsSection.MostKeys", "CandidateSection.LongestProblem", "SecretsSection.Longest",
        "DecisionFeed.MostOpen", "DecisionPace.Most", "DecisionReader.LongestAddress", "DecisionReader.MostSteps", "CandidateReport.Most",
        "BudgetNames.LongestPlainName", "BudgetNames.LongestKept", "UpstreamCluster.LongestIdle", "TimeBound.Longest",
    ];

    public static TheoryData<string> Members => [.. LimitsDocument.Limits.Select(row => row[2]).Where(cell => cell.StartsWith('`')).Select(cell => cell.Split('`')[1])];

    [Theory]
    [MemberData(nameof(Members))]
    public async Task A_limit_is_what_the_document_says(string member) => (await ValueOfAsync(member)).ShouldBe(LimitsDocument.Value(member));

    [Fact]
    public void Every_limit_of_the_code_is_in_the_document()
    {
        string[] documented = [.. LimitsDocument.Limits.Select(row => row[2].Split('`').ElementAtOrDefault(1) ?? "")];
        Ours.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetFields(Any))
            .Where(field => (field.IsLiteral || field.IsInitOnly) && (field.Name.StartsWith("Most", StringComparison.Ordinal) || field.Name.StartsWith("Longest", StringComparison.Ordinal)
                || (field.Name.StartsWith("Max", StringComparison.Ordinal) && field.IsLiteral) || field.Name == "Deepest"))
            .Where(field => field.FieldType == typeof(int) || field.FieldType == typeof(long) || field.FieldType == typeof(uint) || field.FieldType == typeof(TimeSpan))
            .Select(field => $"{field.DeclaringType!.Name}.{field.Name}")
            .Except(documented).Except(Inner).ShouldBeEmpty();
    }

    [Fact]
    public void What_sounds_like_a_limit_and_is_none_is_still_there()
    {
        string[] all = [.. Ours.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetFields(Any)).Select(field => $"{field.DeclaringType!.Name}.{field.Name}")];
        Inner.Except(all).ShouldBeEmpty();
    }

    private static async Task<long> ValueOfAsync(string member)
    {
        if (member.StartsWith("LlmPolicy:", StringComparison.Ordinal))
        {
            return Number(member.Split(':').Skip(1).Aggregate((object)new LlmPolicyOptions(), (options, name) => options.GetType().GetProperty(name)!.GetValue(options)!));
        }

        string[] parts = member.Split('.');
        if (parts[0] is nameof(KestrelServerLimits) or nameof(Http2Limits))
        {
            await using GatewayHost gateway = await GatewayHost.StartAsync(Policies.Gateway, new HostDialer());
            KestrelServerLimits limits = gateway.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
            object of = parts[0] == nameof(KestrelServerLimits) ? limits : limits.Http2;
            return Number(of.GetType().GetProperty(parts[1])!.GetValue(of)!);
        }

        FieldInfo field = Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name == parts[0]).Select(type => type.GetField(parts[1], Any)).OfType<FieldInfo>()
            .ShouldHaveSingleItem($"There is no {member}.");
        return Number(field.IsLiteral ? field.GetRawConstantValue()! : field.GetValue(null)!);
    }

    private static long Number(object value) => value is TimeSpan time ? (long)time.TotalMilliseconds : Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
}
