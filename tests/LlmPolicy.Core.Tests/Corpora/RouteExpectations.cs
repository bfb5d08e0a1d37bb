using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>What has to be said of a VirtualService that stands alone: Gloo's rules for routes, and what it refers to and is not there.</summary>
internal sealed partial class RouteExpectations
{
    private static readonly string[] Actions = ["routeAction", "redirectAction", "directResponseAction", "delegateAction"];
    private static readonly string[] Destinations = ["single", "multi", "upstreamGroup", "clusterHeader", "dynamicForwardProxy"];
    private static readonly string[] Paths = ["prefix", "exact", "regex", "connectMatcher"];

    private readonly List<Finding> _findings = [];

    public static IReadOnlyList<Finding> Of(YamlMappingNode document)
    {
        var expectations = new RouteExpectations();
        if (document.Child("spec", "sslConfig", "secretRef") is { } certificate)
        {
            expectations.Add(certificate, DiagnosticCodes.MissingSecret, certificate.Child("name").Text()!);
        }

        var host = document.Child("spec", "virtualHost");
        expectations.ReadReferences(host);
        expectations.ReadTransformations(host.Child("options"));
        foreach (var route in host.Child("routes").Items())
        {
            expectations.ReadRoute(route);
        }

        return expectations._findings;
    }

    private void ReadRoute(YamlNode route)
    {
        ReadReferences(route);
        ReadTransformations(route.Child("options"));
        if (route.Child("options", "faults", "delay") is { } delay)
        {
            Add(delay, DiagnosticCodes.Fault, "");
        }

        ExpectOneOf(route, Actions, DiagnosticCodes.Action);
        ReadForward(route);
        CheckPath(route.Child("redirectAction", "hostRedirect"));
        CheckPath(route.Child("redirectAction", "pathRedirect"));
        CheckPath(route.Child("redirectAction", "prefixRewrite"));
        if (route.Child("delegateAction") is { } delegation)
        {
            ReadDelegation(route, delegation);
            return;
        }

        foreach (var matcher in route.Child("matchers").Items())
        {
            ExpectOneOf(matcher, Paths, DiagnosticCodes.Path);
            CheckPath(matcher.Child("prefix"));
            CheckPath(matcher.Child("exact"));
        }
    }

    private void ReadForward(YamlNode route)
    {
        if (route.Child("routeAction") is not { } action)
        {
            return;
        }

        ExpectOneOf(action, Destinations, DiagnosticCodes.Action);
        CheckPath(route.Child("options", "prefixRewrite"));
        foreach (var destination in action.Child("multi", "destinations").Items().Select(d => d.Child("destination")).Append(action.Child("single")).OfType<YamlNode>())
        {
            ExpectOneOf(destination, ["upstream", "kube", "consul"], DiagnosticCodes.Action);
            if (destination.Child("subset", "values") is not null)
            {
                Add(((YamlMappingNode)destination).Children.Keys.Single(k => k.Text() == "subset"), DiagnosticCodes.Action, "subset");
            }
        }
    }

    private void ReadDelegation(YamlNode route, YamlNode action)
    {
        var matchers = route.Child("matchers").Items().ToList();
        if (matchers.Count > 1 || matchers.Exists(m => (m.Child("exact") ?? m.Child("regex")) is not null))
        {
            Add(route, DiagnosticCodes.Delegation, "delegates");
        }
        else
        {
            Add(action, DiagnosticCodes.Delegation, (action.Child("ref") ?? action).Child("name").Text() ?? "left out");
        }
    }

    /// <summary>Options, AuthConfigs and Secrets: none is in the manifest.</summary>
    private void ReadReferences(YamlNode? node)
    {
        foreach (var reference in node.Child("optionsConfigRefs", "delegateOptions").Items())
        {
            Add(reference, DiagnosticCodes.MissingReference, reference.Child("name").Text()!);
        }

        if (node.Child("options", "extauth", "configRef") is { } auth)
        {
            Add(auth, DiagnosticCodes.MissingReference, auth.Child("name").Text()!);
        }

        foreach (var config in node.Child("options", "rateLimitConfigs", "refs").Items())
        {
            Add(config, DiagnosticCodes.MissingReference, config.Child("name").Text()!);
        }

        foreach (var secret in node.Child("options", "headerManipulation", "requestHeadersToAdd").Items().Select(h => h.Child("headerSecretRef")).OfType<YamlNode>())
        {
            Add(secret, DiagnosticCodes.MissingSecret, secret.Child("name").Text()!);
        }
    }

    /// <summary>Answers are not held back, and no template but text and headers is known; no pseudo-header is set.</summary>
    private void ReadTransformations(YamlNode? options)
    {
        var stages = options.Child("stagedTransformations") is { } staged ? new[] { staged.Child("early"), staged.Child("regular") }.OfType<YamlNode>() : [];
        var entries = stages.SelectMany(stage => stage.Child("requestTransforms").Items().Concat(stage.Child("responseTransforms").Items()))
            .Append(options.Child("transformations")).OfType<YamlNode>().ToList();
        var answers = entries.Select(entry => entry.Child("responseTransformation", "transformationTemplate")).OfType<YamlNode>().ToList();
        foreach (var answer in answers.Where(answer => answer.Child("passthrough") is null))
        {
            Add(answer, DiagnosticCodes.Transformation, "");
        }

        foreach (var template in answers.Concat(entries.Select(entry => entry.Child("requestTransformation", "transformationTemplate")).OfType<YamlNode>()))
        {
            foreach (var header in template.Child("headers") is YamlMappingNode headers ? headers.Children.ToList() : [])
            {
                if (header.Key.Text()!.StartsWith(':'))
                {
                    Add(header.Key, DiagnosticCodes.Transformation, header.Key.Text()!);
                }
                else if (header.Value.Child("text") is { } text && text.Text()!.Contains("{%", StringComparison.Ordinal))
                {
                    Add(text, DiagnosticCodes.Transformation, header.Key.Text()!);
                }
            }
        }
    }

    private void ExpectOneOf(YamlNode node, string[] names, string code)
    {
        if (names.All(name => node.Child(name) is null))
        {
            Add(node, code, "");
        }
    }

    private void CheckPath(YamlNode? path)
    {
        if (path is YamlScalarNode { Value: { } text } && (!PathForm().IsMatch(text) || Forbidden().IsMatch(text)))
        {
            Add(path, DiagnosticCodes.Path, text);
        }
    }

    private void Add(YamlNode at, string code, string field) => _findings.Add(new(at.Start.Line, at.Start.Column, code, field));

    [GeneratedRegex(@"^(?:([A-Za-z0-9/:@._~!$&'()*+,:=;-]*|[%][0-9a-fA-F]{2}))*$")]
    private static partial Regex PathForm();

    [GeneratedRegex(@"//|/\./|/\.\./|%2f|#|/\.\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex Forbidden();
}
