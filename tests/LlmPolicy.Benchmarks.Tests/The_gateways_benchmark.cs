using System.Text.Json;
using LlmPolicy.Samples.Running;

namespace LlmPolicy.Benchmarks;

/// <summary>That it runs through with the SDK alone, and that all it measures was answered. Never how fast.</summary>
public sealed class The_gateways_benchmark
{
    [Fact]
    public async Task Compares_gateways_whose_every_answer_is_200()
    {
        var (status, output) = await RunAsync(
            "compare", "--sdk-alone", "--pairs", "1", "--seconds", "0.2", "--warm-up", "0.2", "--connections", "4", "--tokens", "16");

        status.ShouldBe(0, output);
        string[][] rows = Rows(output, "| gateway |");
        rows.Select(row => row[0].Split(',', ':')[0]).ShouldBe(["YARP alone", "LlmPolicy", "LlmPolicy", "LlmPolicy", "by hand"]);
        rows.Select(row => long.Parse(row[^2])).ShouldAllBe(requests => requests > 0, output);
        rows.Select(row => row[^1]).ShouldAllBe(not200 => not200 == "0", output);
        Rows(output, "| pair |").Length.ShouldBe(1);
    }

    [Fact]
    public async Task Compares_a_gateway_that_is_listened_to_with_itself()
    {
        var (status, output) = await RunAsync("observe", "--sdk-alone", "--pairs", "1", "--seconds", "0.2", "--warm-up", "0.2", "--connections", "4");

        status.ShouldBe(0, output);
        Rows(output, "| pair |").Length.ShouldBe(1);
        output.ShouldContain("On beside off, metrics and audit, with a rule of models and two budgets: median ");
    }

    [Fact]
    public async Task Reads_every_event_of_its_streams()
    {
        var (status, output) = await RunAsync("sse", "--streams", "2");

        status.ShouldBe(0, output);
        string[][] rows = Rows(output, "| way |");
        rows.Select(row => row[0]).ShouldBe(["no gateway", "YARP alone", "LlmPolicy"]);
        // Two streams of twenty events.
        rows.Select(row => row[^1]).ShouldAllBe(late => late.EndsWith(" of 40"), output);
    }

    [Fact]
    public async Task Holds_many_streams_open_and_tells_of_each_way_round_by_round()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llmpolicy-");
        try
        {
            string json = Path.Combine(folder.FullName, "streams.json");

            var (status, output) = await RunAsync(
                "streams", "--streams", "10", "--pause", "0.5", "--load-streams", "4", "--rate", "20", "--seconds", "1", "--rounds", "2", "--json", json);

            status.ShouldBe(0, output);
            string[] gateways = ["YARP alone", "LlmPolicy", "LlmPolicy, metered", "LlmPolicy, model rule and meter"];
            string[][] rows = Rows(output, "| way |");
            rows.Select(row => row[0]).ShouldBe(["no gateway", .. gateways]);
            rows.Select(row => long.Parse(row[^1])).ShouldAllBe(chunks => chunks > 0, output);
            Rows(output, "| beside YARP alone |").Select(row => row[0]).ShouldBe(gateways[1..]);
            using JsonDocument file = JsonDocument.Parse(await File.ReadAllTextAsync(json));
            file.RootElement.GetProperty("ways").EnumerateArray()
                .Select(way => (way.GetProperty("name").GetString(), way.GetProperty("memory").GetArrayLength(), way.GetProperty("load").GetArrayLength()))
                .ShouldBe([("no gateway", 0, 2), .. gateways.Select(gateway => (gateway, 2, 2))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Serves_others_while_an_upstream_is_hostile()
    {
        var (status, output) = await RunAsync("hostile", "--seconds", "0.2", "--cases", "2");

        status.ShouldBe(0, output);
        string[][] rows = Rows(output, "| who is hostile |");
        rows.Select(row => row[0]).ShouldBe(["nobody", "an upstream never answers: 100 requests"], output);
        // The policy was reloaded, and looked at twice before.
        rows.Select(row => double.Parse(row[2])).ShouldAllBe(reload => reload > 0, output);
    }

    [Fact]
    public async Task Reserves_in_a_server_of_its_own_and_settles()
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server"))), "There is no redis-server on the path.");

        var (status, output) = await RunAsync("redis", "--seconds", "0.2", "--rounds", "1", "--in-flight", "8");

        status.ShouldBe(0, output);
        string[][] rows = Rows(output, "| request |");
        rows.Select(row => row[0].Split(':')[0]).ShouldBe([.. Enumerable.Repeat("reserve", 3), .. Enumerable.Repeat("reserve and settle", 3)]);
        rows.Select(row => long.Parse(row[^1])).ShouldAllBe(requests => requests > 0, output);
    }

    [Fact]
    public async Task Says_what_to_do_where_there_are_too_few_open_files_for_so_many_streams()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is read on Linux alone.");

        var (status, output) = await RunAsync("streams", "--streams", "1000000000");

        status.ShouldBe(1, output);
        output.ShouldContain("ask for less (--streams)");
    }

    private static Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(
            Repository.Root, "benchmarks", "LlmPolicy.Benchmarks.Gateway", "bin", Repository.Configuration, "net10.0", "LlmPolicy.Benchmarks.Gateway.dll");
        return ChildProcess.RunAsync("dotnet", Repository.Root, [program, .. arguments]);
    }

    /// <summary>The cells of a Markdown table, without its head.</summary>
    private static string[][] Rows(string output, string head) =>
    [
        .. output.Split('\n').SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).Skip(2).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];
}
