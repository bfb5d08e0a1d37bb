using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>What has to be said of a manifest that stands alone, the addresses of its upstreams given. Made of its YAML and of Gloo's documents.</summary>
internal static class ManifestExpectations
{
    private static readonly string[] Kinds =
    [
        "gateway.solo.io/v1 VirtualService", "gateway.solo.io/v1 RouteTable", "gateway.solo.io/v1 RouteOption", "gateway.solo.io/v1 VirtualHostOption",
        "gloo.solo.io/v1 Upstream", "gloo.solo.io/v1 UpstreamGroup",
    ];

    public static IReadOnlyList<Finding> Of(string yaml)
    {
        var documents = YamlTree.Documents(yaml);
        var findings = documents.SelectMany(Of).Order().ToList();
        bool hasService = documents.Any(d => d.Child("kind").Text() == "VirtualService");
        return hasService || findings.Exists(IsError)
            ? findings
            : [.. findings.Append(new(1, 1, DiagnosticCodes.NoVirtualService, "VirtualService")).Order()];
    }

    private static bool IsError(Finding finding) => finding.Code switch
    {
        DiagnosticCodes.ForeignKind or DiagnosticCodes.LeftOut => false,
        DiagnosticCodes.UpstreamAddress => !UpstreamExpectations.IsUnreachable(finding.Field),
        _ => true,
    };

    private static IEnumerable<Finding> Of(YamlMappingNode document)
    {
        string kind = document.Child("kind").Text()!;
        if (!Kinds.Contains($"{document.Child("apiVersion").Text()} {kind}"))
        {
            return [new(document.Start.Line, document.Start.Column, DiagnosticCodes.ForeignKind, kind), .. kind == "Gateway" ? GatewayExpectations.Of(document) : []];
        }

        // Routes of a RouteTable and destinations of an UpstreamGroup count where a VirtualService leads to them.
        return FieldExpectations.Of(document).Concat(kind switch
        {
            "VirtualService" => RouteExpectations.Of(document),
            "Upstream" => UpstreamExpectations.Of(document),
            _ => [],
        });
    }
}
