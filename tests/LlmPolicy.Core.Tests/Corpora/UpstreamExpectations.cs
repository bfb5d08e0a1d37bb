using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>What has to be said of an Upstream's addresses.</summary>
internal static partial class UpstreamExpectations
{
    private static readonly string[] Types = ["static", "kube", "ai"];

    /// <summary>Whether a field is why nothing can be sent to an Upstream, which is a warning as long as nothing leads to it.</summary>
    public static bool IsUnreachable(string field) => field is "address" or "addr" || IsFar("Upstream", field) || IsFar("UpstreamSslConfig", field);

    public static IEnumerable<Finding> Of(YamlMappingNode document)
    {
        if (document.Child("spec") is not { } spec)
        {
            return [At(document, "address")];
        }

        if (spec.Child("kube", "serviceSpec", "grpcJsonTranscoder", "protoDescriptorBin") is { } bytes && !Base64Form().IsMatch(bytes.Text()!))
        {
            return [At(bytes, "protoDescriptorBin") with { Code = DiagnosticCodes.InvalidValue }];
        }

        if (Far((YamlMappingNode)spec, "Upstream").Concat(spec.Child("sslConfig") is YamlMappingNode ssl ? Far(ssl, "UpstreamSslConfig") : []).OrderBy(k => k.Start.Line).FirstOrDefault() is { } far)
        {
            return [At(far, far.Text()!)];
        }

        if (spec.Child("static", "hosts").Items().FirstOrDefault(host => host.Child("addr") is null) is { } nameless)
        {
            return [At(nameless, "addr")];
        }

        return Types.All(type => spec.Child(type) is null) || (spec.Child("static") is { } addresses && !addresses.Child("hosts").Items().Any())
            ? [At(spec, "address")]
            : spec.Child("static", "hosts").Items().SelectMany(OfHost);
    }

    private static bool IsFar(string message, string field) => GlooMessage.All[message].Fields.GetValueOrDefault(field)?.Mark == "far";

    private static IEnumerable<YamlNode> Far(YamlMappingNode node, string message) =>
        node.Children.Where(c => !c.Value.IsNull() && IsFar(message, c.Key.Text()!)).Select(c => c.Key);

    private static IEnumerable<Finding> OfHost(YamlNode host)
    {
        if (host.Child("port").Text() is null or "0")
        {
            yield return At(host, "port");
        }

        if (host.Child("addr") is { } addr && !AddressForm().IsMatch(addr.Text()!))
        {
            yield return At(addr, addr.Text()!);
        }
    }

    private static Finding At(YamlNode node, string field) => new(node.Start.Line, node.Start.Column, DiagnosticCodes.UpstreamAddress, field);

    [GeneratedRegex("^[A-Za-z0-9+/]*={0,2}$")]
    private static partial Regex Base64Form();

    [GeneratedRegex("^[A-Za-z0-9_.:-]+$")]
    private static partial Regex AddressForm();
}
