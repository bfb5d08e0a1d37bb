using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Manifests;
using LlmPolicy.Models;
using LlmPolicy.Resources;
using LlmPolicy.Usage;

namespace LlmPolicy.Compilation;

/// <summary><c>ModelPolicy</c> to the rule that it puts on routes.</summary>
internal sealed class ModelPolicyCompiler(CompileContext context)
{
    /// <summary><c>unnamed</c>: how the ways are written.</summary>
    private static readonly Dictionary<string, UnnamedWays> Ways = new()
    {
        ["PREVIOUS_RESPONSE"] = UnnamedWays.PreviousResponse,
        ["PROMPT"] = UnnamedWays.Prompt,
        ["AGENT"] = UnnamedWays.Agent,
        ["ASSISTANT"] = UnnamedWays.Assistant,
        ["REALTIME_SESSION"] = UnnamedWays.RealtimeSession,
        ["BATCH"] = UnnamedWays.Batch,
        ["FILE"] = UnnamedWays.File,
        ["PROVIDER_DEFAULT"] = UnnamedWays.ProviderDefault,
    };

    private readonly RbacCompiler _rbac = new(context);

    public RouteRule Compile(ModelPolicy policy)
    {
        if (policy.BodyLimit is 0 or > int.MaxValue)
        {
            context.Error(DiagnosticCodes.ModelRule, policy.BodyLimitPosition, "bodyLimit is no number of bytes that a body can have.", "Leave it out for 1048576, which is 1 MiB.");
        }

        var rules = policy.Rules.Select(Compile).ToArray();
        int limit = policy.BodyLimit is { } given and > 0 and <= int.MaxValue ? (int)given : ModelRequest.DefaultBodyLimit;
        return new RouteRule(StepPhase.Body, new ModelStep(new ModelRules(rules, policy.Position), limit, policy.FilterModelList)) { Then = new UsageStep(StreamUsage.Request, policy.Position) };
    }

    private ModelRule Compile(ModelPolicyRule rule, int index)
    {
        foreach (var pattern in rule.Models.Where(pattern => pattern.Value.Length == 0))
        {
            context.Error(DiagnosticCodes.ModelRule, pattern.Position, "A pattern without a character is no model's.", "Name a model, or take the pattern out.");
        }

        foreach (var (alias, name) in rule.SetModel.Where(set => !ModelName.IsOne(set.Name.Value)))
        {
            context.Error(DiagnosticCodes.ModelRule, name.Position, $"setModel puts '{name}' in the place of '{alias}', which is no model's name.", "Give the name that the provider knows.");
        }

        if (rule is { FromClaim: null, ClaimProvider: { } provider })
        {
            context.Error(DiagnosticCodes.ModelRule, provider.Position, "claimProvider says whose claim counts, but there is no fromClaim.", "Add fromClaim, or take claimProvider out.");
        }

        return new ModelRule
        {
            Name = rule.Name?.Value ?? $"rules[{index}]",
            Principals = _rbac.Compile(rule.Principals, rule.NestedClaimDelimiter),
            IsForAnyone = rule.Principals.Count == 0,
            Models = [.. rule.Models.Where(pattern => pattern.Value.Length > 0).Select(pattern => new ModelPattern(pattern.Value))],
            Claim = rule.FromClaim is { } claim ? new ClaimedModels(_rbac.Path(claim, rule.NestedClaimDelimiter), rule.ClaimProvider?.Value ?? "", Separator(rule.ClaimSeparator)) : null,
            Unnamed = rule.Unnamed.Select(Way).Aggregate(UnnamedWays.None, (all, way) => all | way),
            Names = rule.SetModel.ToDictionary(set => set.Alias.Value, set => set.Name.Value, StringComparer.Ordinal),
            Position = rule.Position,
        };
    }

    private static char? Separator(ClaimSeparator separator) => separator switch
    {
        ClaimSeparator.Space => ' ',
        ClaimSeparator.Comma => ',',
        _ => null,
    };

    private UnnamedWays Way(Text written)
    {
        if (Ways.TryGetValue(written.Value, out var way))
        {
            return way;
        }

        string? nearest = NearestName.Of(written.Value, Ways.Keys);
        context.Error(
            DiagnosticCodes.ModelRule, written.Position, $"unnamed has no way '{written}'.", nearest is null ? $"There are {string.Join(", ", Ways.Keys)}." : $"Did you mean '{nearest}'?");
        return UnnamedWays.None;
    }
}
