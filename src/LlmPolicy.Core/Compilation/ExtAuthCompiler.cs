using System.Globalization;
using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.ExtAuth;
using LlmPolicy.Headers;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>extauth</c> and the <c>AuthConfig</c> that it names, compiled; each AuthConfig once, whoever names it.</summary>
internal sealed class ExtAuthCompiler(CompileContext context)
{
    private readonly ApiKeyCompiler _apiKeys = new(context);

    /// <summary>The header that tells the upstream who a caller is.</summary>
    public static string UserIdHeader(CompileContext context) => context.Settings?.UserIdHeader?.Value is { Length: > 0 } written ? written : "x-user-id";

    /// <summary>What an <c>extauth</c> asks; null for nothing, or where it can't be compiled, which is reported.</summary>
    public AuthStep? Compile(ExtAuthExtension? source)
    {
        if (source is { IsEmpty: true })
        {
            context.Diagnostics.Warning(DiagnosticCodes.AuthConfig, source.Position, "extauth says nothing: what the levels above ask counts.", "Give it configRef, or disable: true.");
        }

        if (source is not { Disable: false, ConfigRef: { } reference })
        {
            return null;
        }

        if (context.Resources.TryFind<AuthConfig>(reference.Named(), out var config))
        {
            return Compile(config);
        }

        context.Error(DiagnosticCodes.MissingReference, reference.Position, $"No AuthConfig {reference.Named()} is defined.", reference.Advice("Add it to the manifests."));
        return null;
    }

    /// <summary>An AuthConfig; null where it can't be compiled, which is reported.</summary>
    public AuthStep? Compile(AuthConfig config)
    {
        if (!context.AuthSteps.TryGetValue(config, out var step))
        {
            context.AuthSteps[config] = step = CompileOnce(config);
        }

        return step;
    }

    /// <summary>The rule of a route: what is asked, of the route itself or of its destinations.</summary>
    /// <param name="step">What the route asks itself.</param>
    /// <param name="action">What it does.</param>
    public static IEnumerable<RouteRule> RulesOf(AuthStep? step, IRouteAction action)
    {
        var choice = action is ForwardAction { Destinations: var destinations } && destinations.All.Any(destination => destination.Auth is not null) ? new DestinationAuthStep(step, destinations) : null;
        return (choice?.Steps ?? [step]).Any(one => one is not null) ? [new RouteRule(StepPhase.ExtAuth, choice is null ? step! : choice)] : [];
    }

    private AuthStep? CompileOnce(AuthConfig config)
    {
        if (config.Configs.Count == 0)
        {
            Error(config.Position, "An AuthConfig without configs asks for nothing.", "Give it configs, such as [{apiKeyAuth: {labelSelector: {team: data}}}].");
            return null;
        }

        if (config.Configs.Count > BooleanExpression.MostTerms)
        {
            Error(config.Position, $"An AuthConfig has {BooleanExpression.MostTerms} configs at the most.", "Put keys of one header into one apiKeyAuth: it takes any number of Secrets.");
            return null;
        }

        string userIdHeader = UserIdHeader(context);
        if (HeaderSecretRules.IsNeverSet(userIdHeader))
        {
            Error(context.Settings!.UserIdHeader!.Position, $"'{userIdHeader}' is not a header that can tell who the caller is.", "Leave it out for x-user-id.");
            return null;
        }

        var named = config.Configs.Select((method, index) => (Name: method.Name?.Value is { Length: > 0 } name ? name : string.Create(CultureInfo.InvariantCulture, $"config_{index}"), Method: method)).ToList();
        foreach (var twin in named.GroupBy(one => one.Name).SelectMany(same => same.Skip(1)))
        {
            Error(twin.Method.Position, $"Two configs are called '{twin.Name}'.", "Give each a name of its own.");
        }

        var methods = named.Select(one => (one.Name, Method: Compile(one.Name, one.Method))).ToList();
        if (methods.Exists(one => one.Method is null))
        {
            return null;
        }

        foreach (var (name, method) in methods)
        {
            if (methods.SelectMany(one => one.Method!.MadeHeaders).Append(userIdHeader).Contains(method!.CredentialHeader, StringComparer.OrdinalIgnoreCase))
            {
                Error(method.Position, $"What callers send in {method.CredentialHeader} is taken off before '{name}' looks at it: it tells the upstream who they are.", "Give the key a header of its own.");
            }
        }

        return Expression(config, methods.DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => one.Method!), [.. methods.Select(one => one.Method!)]) is { } expression
            ? new AuthStep(config.Name, expression, userIdHeader, config.Position)
            : null;
    }

    private AuthExpression? Expression(AuthConfig config, Dictionary<string, IAuthMethod> byName, IReadOnlyList<IAuthMethod> inOrder)
    {
        if (config.BooleanExpr is not { Value.Length: > 0 } text)
        {
            return inOrder.Select(AuthExpression (method) => new AuthExpression.Method(method)).Aggregate((left, right) => new AuthExpression.And(left, right));
        }

        var expression = BooleanExpression.Parse(text.Value, byName, out string? problem);
        if (expression is null)
        {
            Error(text.Position, $"booleanExpr can't be read: {problem}.", $"Join names of configs ({string.Join(", ", byName.Keys)}) by &&, ||, ! and brackets.");
        }

        return expression;
    }

    private IAuthMethod? Compile(string name, AuthMethod source)
    {
        if (source.ApiKey is { } apiKey)
        {
            return _apiKeys.Compile(name, apiKey, source.Position);
        }

        if (source.Jwt)
        {
            return new TokenMethod(name, source.Position);
        }

        if (!source.IsUnsupported)
        {
            Error(source.Position, "A config does not say how somebody shows who he is.", "Give it apiKeyAuth, or jwt: {}.");
        }

        return null;
    }

    private void Error(SourcePosition position, string message, string remedy) => context.Error(DiagnosticCodes.AuthConfig, position, message, remedy);
}
