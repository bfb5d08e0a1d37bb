using System.Net;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>What Gloo refuses of a Gateway that stands alone.</summary>
internal static class GatewayExpectations
{
    private static readonly string[] Types = ["httpGateway", "tcpGateway", "hybridGateway"];

    public static IEnumerable<Finding> Of(YamlMappingNode document)
    {
        var spec = document.Child("spec")!;
        if (Types.All(type => spec.Child(type) is null))
        {
            yield return At(spec, DiagnosticCodes.RequiredField, "httpGateway");
        }

        if (!IPAddress.TryParse(spec.Child("bindAddress").Text(), out _))
        {
            yield return At(spec.Child("bindAddress") ?? spec, DiagnosticCodes.InvalidValue, "bindAddress");
        }

        foreach (var part in spec.Child("hybridGateway", "matchedGateways").Items().Prepend(spec))
        {
            foreach (var service in part.Child("httpGateway", "virtualServices").Items())
            {
                yield return At(service, DiagnosticCodes.MissingReference, service.Child("name").Text()!);
            }

            foreach (var certificate in part.Child("tcpGateway", "tcpHosts").Items().Select(host => host.Child("sslConfig", "secretRef")).OfType<YamlNode>())
            {
                yield return At(certificate, DiagnosticCodes.MissingSecret, certificate.Child("name").Text()!);
            }
        }
    }

    private static Finding At(YamlNode node, string code, string field) => new(node.Start.Line, node.Start.Column, code, field);
}
