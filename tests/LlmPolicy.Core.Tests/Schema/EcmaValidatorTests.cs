using System.ComponentModel;
using System.Diagnostics;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace LlmPolicy.Tests;

/// <summary>The schema in the validator of JavaScript's editors: ajv, with its strict mode on, run by node. Where there is neither, skipped.</summary>
public sealed class EcmaValidatorTests
{
    private const string Script =
        """
        const Ajv = require('ajv/dist/2020');
        const { schema, manifests } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const said = [];
        const say = text => said.push(String(text));
        const validate = new Ajv({ logger: { log: say, warn: say, error: say } }).compile(schema);
        console.log(JSON.stringify({ said, valid: manifests.map(m => validate(m)) }));
        """;

    [Fact]
    public async Task Ajv_has_nothing_to_say_of_the_schema_and_judges_manifests_as_their_reader_does()
    {
        var folder = Directory.CreateTempSubdirectory("llmpolicy-ajv-");
        try
        {
            if (await RunAsync(folder, "npm", "", "install", "--silent", "--no-audit", "--no-fund", "--fetch-retries=0", "--prefix", folder.FullName, "ajv@8") is null)
            {
                Assert.Skip("node and npm with ajv are not to be had here.");
            }

            JToken[] right = [.. Lab.Files.Select(f => f.Text).Append(Everything.Manifest).SelectMany(ManifestJson.Documents), .. Durations("15s", "1.5s", "1h4ms", "1s2m", "100µs")];
            JToken[] wrong = [.. Broken(), .. Durations("", "15", "1d", "15s\n", "-1s")];
            string input = new JObject { ["schema"] = JObject.Parse(ManifestSchema.Json()), ["manifests"] = new JArray(right.Concat(wrong)) }.ToString(Formatting.None);
            string output = (await RunAsync(folder, "node", input, "-e", Script)).ShouldNotBeNull();

            var result = JObject.Parse(output);
            result["said"]!.ShouldBeEmpty();
            result["valid"]!.Select(v => (bool)v).ShouldBe([.. right.Select(_ => true), .. wrong.Select(_ => false)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<JToken> Broken()
    {
        foreach (var (from, to) in new[]
        {
            ("prefixRewrite:", "prefixRewrit:"),
            ("matcher: LIST_CONTAINS", "matcher: LIST_CONTAIN"),
            ("append: false", "append: no way"),
            ("apiVersion: gateway.solo.io/v1", "apiVersion: gateway.solo.io/v2"),
            ("kind: VirtualService", "kind: VirtualServcie"),
        })
        {
            yield return ManifestJson.Documents(Lab.VirtualService.Replace(from, to, StringComparison.Ordinal))[0];
        }
    }

    private static IEnumerable<JToken> Durations(params string[] texts) => texts.Select(text =>
    {
        var manifest = ManifestJson.Documents(Lab.VirtualService)[0];
        manifest.SelectToken("spec.virtualHost.routes[0].options")!["timeout"] = text;
        return manifest;
    });

    /// <summary>What a program prints; null where it is not there, or failed.</summary>
    private static async Task<string?> RunAsync(DirectoryInfo folder, string program, string input, params IEnumerable<string> args)
    {
        ProcessStartInfo start = new(program, args) { WorkingDirectory = folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine(await error);
            return process.ExitCode == 0 ? await output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
