using StackExchange.Redis;

namespace LlmPolicy.Redis;

/// <summary>The errors that a server answers with, by their first word.</summary>
internal static class ServerErrors
{
    /// <summary>With these it has not begun: it was loading, busy, full, no primary or not the right one, or without its replicas. OOM and READONLY stop our scripts at their first write.</summary>
    private static readonly HashSet<string> NotBegun =
        ["LOADING", "NOSCRIPT", "MOVED", "ASK", "TRYAGAIN", "CROSSSLOT", "CLUSTERDOWN", "NOREPLICAS", "OOM", "BUSY", "READONLY", "MISCONF", "NOAUTH", "NOPERM"];

    public static string Code(RedisServerException exception) => exception.Message.Split(' ', 2)[0];

    public static bool HasNotBegun(string code) => NotBegun.Contains(code);
}
