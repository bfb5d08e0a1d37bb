using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>What has to be said of an Upstream's addresses.</summary>
internal static partial class UpstreamExpectations
{
    /// <summary>Types whose addresses a cluster finds.</summary>
    private static readonly string[] Lookups = ["pipe", "consul", "awsEc2"];
    private static readonly string[] Types = ["static", "kube", "aws", "azure", "gcp", "ai", .. Lookups];

    public static IEnumerable<Finding> Of(YamlMappingNode document)
    {
        if (document.Child("spec") is not { } spec)
        {
            return [];
        }

        if (spec.Child("kube", "serviceSpec", "grpcJsonTranscoder", "protoDescriptorBin") is { } bytes && !Base64Form().IsMatch(bytes.Text()!))
        {
            return [At(bytes, "protoDescriptorBin") with { Code = DiagnosticCodes.InvalidValue }];
        }

        if (((YamlMappingNode)spec).Children.Keys.FirstOrDefault(k => Lookups.Contains(k.Text())) is { } lookup)
        {
            return [At(lookup, lookup.Text()!)];
        }

        return Types.All(type => spec.Child(type) is null) || (spec.Child("static") is { } addresses && !addresses.Child("hosts").Items().Any())
            ? [At(spec, "address")]
            : spec.Child("static", "hosts").Items().SelectMany(OfHost);
    }

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
