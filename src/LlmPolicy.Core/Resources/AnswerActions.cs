using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>redirectAction</c>.</summary>
internal sealed record RedirectAction(
    Text? HostRedirect,
    Text? PathRedirect,
    Text? PrefixRewrite,
    RegexRewrite? RegexRewrite,
    int StatusCode,
    bool HttpsRedirect,
    bool StripQuery,
    uint? PortRedirect,
    SourcePosition Position)
{
    private static readonly Dictionary<string, RedirectCode> Codes = new()
    {
        ["MOVED_PERMANENTLY"] = RedirectCode.MovedPermanently,
        ["FOUND"] = RedirectCode.Found,
        ["SEE_OTHER"] = RedirectCode.SeeOther,
        ["TEMPORARY_REDIRECT"] = RedirectCode.TemporaryRedirect,
        ["PERMANENT_REDIRECT"] = RedirectCode.PermanentRedirect,
    };

    public static RedirectAction Read(ObjectReader o)
    {
        o.LastOf("pathRedirect", "prefixRewrite", "regexRewrite");
        return new(
            o.String("hostRedirect"),
            o.String("pathRedirect"),
            o.String("prefixRewrite"),
            o.Object("regexRewrite", Resources.RegexRewrite.Read),
            (int)(o.Enum("responseCode", Codes) ?? RedirectCode.MovedPermanently),
            o.Boolean("httpsRedirect") ?? false,
            o.Boolean("stripQuery") ?? false,
            o.UInt32("portRedirect"),
            o.Position);
    }

    /// <summary><c>responseCode</c>, by status.</summary>
    private enum RedirectCode
    {
        MovedPermanently = 301,
        Found = 302,
        SeeOther = 303,
        TemporaryRedirect = 307,
        PermanentRedirect = 308,
    }
}

/// <summary><c>directResponseAction</c>.</summary>
internal sealed record DirectResponseAction(uint? Status, Text? Body, SourcePosition Position)
{
    public static DirectResponseAction Read(ObjectReader o)
    {
        var status = o.UInt32("status");
        if (status is < 200 or >= 600 || !o.Has("status"))
        {
            o.Invalid(o.PositionOf("status"), "directResponseAction needs a status from 200 to 599.");
        }

        return new(status, o.String("body"), o.Position);
    }
}
