using Microsoft.Extensions.Logging;

namespace LlmPolicy.Redis;

/// <summary>All that this package logs. No key, no address, no password: of an exception its kind, of a server's error its first word.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Redis does not answer ({Problem}): until it does, budgets are unavailable and ends of leases are kept", EventName = "RedisUnavailable")]
    public static partial void Unavailable(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Information, "Redis answers again", EventName = "RedisAvailable")]
    public static partial void Available(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "Redis answers with an error ({Code}): what it does not run is unavailable", EventName = "RedisError")]
    public static partial void Error(ILogger logger, string code);

    [LoggerMessage(4, LogLevel.Information, "Redis runs again what it answered with {Code}", EventName = "RedisErrorOver")]
    public static partial void ErrorOver(ILogger logger, string code);

    [LoggerMessage(5, LogLevel.Warning, "The ends of {Count} lease(s) are not confirmed by Redis: they are kept and told again", EventName = "EndsPending")]
    public static partial void EndsPending(ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Information, "All ends of leases are confirmed by Redis", EventName = "EndsConfirmed")]
    public static partial void EndsConfirmed(ILogger logger);

    [LoggerMessage(7, LogLevel.Error, "{Most} ends of leases are kept already: more are lost, and their leases run out by themselves", EventName = "EndsLost")]
    public static partial void EndsLost(ILogger logger, int most);

    [LoggerMessage(8, LogLevel.Warning, "{Finding}", EventName = "RedisSettings")]
    public static partial void Settings(ILogger logger, string finding);
}
