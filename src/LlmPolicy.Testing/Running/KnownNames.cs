using System.Reflection;
using LlmPolicy.Budgets;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Testing.Cases;

namespace LlmPolicy.Testing.Running;

/// <summary>What an expectation may name: a slip of the pen must not make a case that holds for the wrong reason.</summary>
internal sealed class KnownNames(CompiledPolicy policy, DiagnosticBag diagnostics)
{
    private static readonly string[] Reasons =
        [.. typeof(ReasonCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    private readonly string[] _routes = [.. policy.Routes.SelectMany(r => new[] { r.Route.Name, r.Route.ToString() })];

    private readonly string[] _upstreams = [.. policy.Routes.SelectMany(r => r.Upstreams).Distinct().Select(u => u.ToString())];

    private readonly string[] _secrets = [.. policy.Routes.SelectMany(r => r.Secrets).Distinct().Select(s => s.ToString())];

    /// <summary>What each budget limits, as <c>tokens</c> and <c>tokens/DAY/UTC</c>.</summary>
    private readonly ILookup<string, string> _limits = policy.Listeners.Hosts.SelectMany(host => host.Routes).SelectMany(route => route.Steps.Rules).Select(rule => rule.Step)
        .OfType<BudgetStep>().Select(step => step.Rule).Distinct().SelectMany(rule => rule.AllLimits.Select(limit => (rule.Name, limit.What))).ToLookup(limit => limit.Name, limit => limit.What);

    /// <summary><c>NAMESPACE/NAME</c>, or a name in the namespace <c>default</c>.</summary>
    public static ResourceName ToName(Text text) => text.Value.Split('/', 2) is [var ns, var name] ? new(ns, name) : new(Metadata.DefaultNamespace, text.Value);

    public void Check(Expectation expected)
    {
        Check(expected.Reason, "reason", Reasons, text => text.Value);
        Check(expected.Route, "route of the manifests", _routes, text => text.Value);
        Check(expected.Upstream, "Upstream that a route forwards to", _upstreams, text => ToName(text).ToString());
        foreach (var secret in (expected.Secrets ?? []).Concat(expected.Headers.SelectMany(h => h.Lines).Select(line => line.Secret)))
        {
            Check(secret, "Secret that a route puts on", _secrets, text => ToName(text).ToString());
        }

        foreach (var (budget, what, _) in expected.Remaining)
        {
            string name = ToName(budget).ToString();
            if (!_limits.Contains(name))
            {
                Check(budget, "TokenBudget of a route", [.. _limits.Select(known => known.Key)], _ => name);
            }
            else if (!_limits[name].Any(limit => ExpectedRemaining.IsOf(what.Value, limit)))
            {
                Check(what, $"limit of the budget {name}", [.. _limits[name].Select(limit => limit.Split('/')[0]).Distinct(), .. _limits[name].Distinct()], text => text.Value);
            }
        }
    }

    private void Check(Text? text, string what, string[] known, Func<Text, string> fullName)
    {
        if (text is null || known.Contains(fullName(text)))
        {
            return;
        }

        string? nearest = NearestName.Of(fullName(text), known);
        diagnostics.Error(TestDiagnosticCodes.UnknownName, text.Position, $"'{text}' is no {what}.", nearest is null ? null : $"Did you mean '{nearest}'?");
    }
}
