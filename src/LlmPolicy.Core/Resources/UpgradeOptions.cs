using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>An entry of <c>upgrades</c>: whether a route takes WebSockets.</summary>
internal sealed record UpgradeOptions(UpgradeOptions.Spec? WebSocket, SourcePosition Position)
{
    public static UpgradeOptions Read(ObjectReader o)
    {
        o.LastOf("websocket", "connect", "connectTerminate");
        const string Remedy = "Remove it: plain CONNECT is never forwarded. A WebSocket over HTTP/2 needs no entry.";
        o.Refused("connect", Remedy);
        o.Refused("connectTerminate", Remedy);
        if (!o.Has("websocket") && !o.Has("connect") && !o.Has("connectTerminate"))
        {
            o.Invalid(o.Position, "An entry of upgrades needs a protocol.", "Write websocket: {enabled: true}, or false.");
        }

        return new(o.Object("websocket", Spec.Read), o.Position);
    }

    /// <summary>Unset <c>enabled</c> is on.</summary>
    internal sealed record Spec(bool Enabled)
    {
        public static Spec Read(ObjectReader o) => new(o.Boolean("enabled") ?? true);
    }
}
