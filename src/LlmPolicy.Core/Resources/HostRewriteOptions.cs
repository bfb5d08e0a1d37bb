using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>How a route rewrites <c>Host</c>. One of the four.</summary>
internal sealed record HostRewriteOptions(Text? HostRewrite, bool AutoHostRewrite, Text? HostRewriteHeader, RegexRewrite? HostRewritePathRegex)
{
    public static HostRewriteOptions? Read(ObjectReader o)
    {
        string[] names = ["hostRewrite", "autoHostRewrite", "hostRewritePathRegex", "hostRewriteHeader"];
        o.LastOf(names);
        var options = new HostRewriteOptions(
            o.String("hostRewrite"),
            o.Boolean("autoHostRewrite") ?? false,
            o.String("hostRewriteHeader"),
            o.Object("hostRewritePathRegex", RegexRewrite.Read));
        return names.Any(o.Has) ? options : null;
    }
}
