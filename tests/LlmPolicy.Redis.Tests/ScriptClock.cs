using System.Reflection;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>A connection on which scripts find the time in a key in place of the server's clock: a test makes it pass. Keys that run out do so by the server's clock all the same.</summary>
public class ScriptClock : DispatchProxy
{
    private const string Key = "{llmpolicy}:clock";

    private object _target = null!;

    /// <summary>Sets the time.</summary>
    public static Task SetAsync(IDatabase database, DateTimeOffset time)
    {
        long milliseconds = time.ToUnixTimeMilliseconds();
        return database.HashSetAsync(Key, [new HashEntry("s", milliseconds / 1_000), new HashEntry("us", milliseconds % 1_000 * 1_000)]);
    }

    public static IConnectionMultiplexer Around(IConnectionMultiplexer connection) => Around<IConnectionMultiplexer>(connection);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDatabase.ScriptEvaluateAsync) && args![0] is string script)
        {
            script.ShouldContain("redis.call('TIME')");
            args[0] = script.Replace("redis.call('TIME')", $"redis.call('HMGET', '{Key}', 's', 'us')");
        }

        object? result = targetMethod.Invoke(_target, args);
        return result is IDatabase database ? Around(database) : result;
    }

    private static T Around<T>(T target) where T : class
    {
        var proxy = Create<T, ScriptClock>();
        ((ScriptClock)(object)proxy)._target = target;
        return proxy;
    }
}
