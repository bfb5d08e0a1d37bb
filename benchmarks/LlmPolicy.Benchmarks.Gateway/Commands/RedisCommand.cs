using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Reserving;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>redis</c>: what reservations cost Redis and the process that asks it.</summary>
internal static class RedisCommand
{
    public static Command Create()
    {
        Option<int> inFlight = new("--in-flight") { Description = "How many callers there are, each with one call at a time.", DefaultValueFactory = _ => 256 };
        Option<double> seconds = new("--seconds") { Description = "How long a run takes.", DefaultValueFactory = _ => 4 };
        Option<int> rounds = new("--rounds") { Description = "How often each is measured, all in turn.", DefaultValueFactory = _ => 3 };
        Option<string> server = new("--server") { Description = "The server's program; found on the path.", DefaultValueFactory = _ => "redis-server" };
        Option<bool> always = new("--always") { Description = "The server writes each call to the disk before it answers." };
        Command command = new("redis", "Reservations a second against a redis-server of its own on this machine, by core of the server and of the client.")
        {
            inFlight, seconds, rounds, server, always,
        };
        command.SetAction(async (parsed, _) =>
        {
            await using RedisProcess redis = await RedisProcess.StartAsync(
                parsed.GetValue(server)!, parsed.GetValue(always) ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"]);
            ReservationMeter meter = new(redis, parsed.GetValue(inFlight), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            ReservationReport.Write(Console.Out, await meter.MeasureAsync(parsed.GetValue(rounds)), parsed.GetValue(inFlight), parsed.GetValue(always));
        });
        return command;
    }
}
