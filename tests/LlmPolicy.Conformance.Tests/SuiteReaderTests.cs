using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public sealed class SuiteReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Fields_that_are_not_known_are_left_alone()
    {
        Write("""
            {"new": {"schema": "x"}, "schema": "llmpolicy-conformance/1", "suite": "s", "now": 5, "more": [1],
             "groups": [{"id": "g", "manifests": "kind: X", "note": "n", "cases": [
               {"id": "c", "seen": true, "request": {"method": "GET", "target": "/", "headers": [["Host", "h"]], "tls": null},
                "expect": {"status": 200, "headers": [], "took": 1, "upstream": {"method": "GET", "target": "/", "headers": [], "x": 1}}}]}]}
            """);

        SuiteGroup group = Read().ShouldHaveSingleItem().Groups.ShouldHaveSingleItem();

        group.Cases.ShouldHaveSingleItem().Expect.WentUpstream.ShouldBeTrue();
        group.Remotes.ShouldBeEmpty();
        group.IsRefused.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"why\"", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    public void A_group_is_refused_with_a_reason_or_without(string refused, bool expected)
    {
        Write($$"""{"schema":"llmpolicy-conformance/1","suite":"s","now":5,"groups":[{"id":"g","manifests":"","refused":{{refused}}}]}""");

        Read().ShouldHaveSingleItem().Groups.ShouldHaveSingleItem().IsRefused.ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"schema": "llmpolicy-conformance/3", "suite": "s"}""")]
    [InlineData("""{"suite": "s"}""")]
    [InlineData("[]")]
    public void A_file_of_another_schema_is_no_suite(string text)
    {
        Write(text);

        Read().ShouldBeEmpty();
    }

    [Fact]
    public void The_second_form_has_bytes_blocks_scripts_and_attempts()
    {
        Write("""
            {"schema": "llmpolicy-conformance/2", "suite": "s", "now": 5, "groups": [{"id": "g", "manifests": "", "endpoints": {"r": "refused"}, "ordered": true, "cases": [
              {"id": "a", "request": {"raw": ["POST /a b HTTP/1.1\r\nHost: h\r\nx-A : 1\r\n", 150, "\r\n"], "script": [[["early"], ["send", "x", 2], ["wait", 5]], [["answer", 204, [["a", "b"]], ""], ["close"]]]},
               "expect": {"status": 0, "end": "open", "upstream": {"method": "POST", "target": "/a", "headers": []}, "attempts": [{"bytes": 3, "whole": false}, {"target": "/b"}]}},
              {"id": "b", "request": {"http2": {"headers": [[":method", "GET"], [":path", "/p"], [":authority", "h"], ["x-a", "1"]], "open": true, "then": ["t"]}},
               "expect": {"status": 200, "headers": [], "interim": [[103, [["link", "a"]]]], "reset": 0, "tunnel": "t", "more": [{"status": 400}]}},
              {"id": "c", "request": {"method": "PUT", "target": "/", "headers": [], "body": {"repeat": "abc", "bytes": 8}, "chunked": true, "wait": 7}, "expect": {"status": 200, "headers": []}}]}]}
            """);

        SuiteGroup group = Read().ShouldHaveSingleItem().Groups.ShouldHaveSingleItem();

        (group.Ordered, group.Endpoints["r"]).ShouldBe((true, "refused"));
        CaseRequest raw = group.Cases[0].Request;
        raw.Raw.ShouldBe([WirePiece.Of("POST /a b HTTP/1.1\r\nHost: h\r\nx-A : 1\r\n"), WirePiece.Wait(150), WirePiece.Of("\r\n")]);
        (raw.Method, raw.Target, raw.IsTimed, raw.IsText).ShouldBe(("POST", "/a b", true, false));
        raw.Headers.ShouldBe([["Host", "h"], ["x-A ", "1"]]);
        raw.Script.ShouldNotBeNull()[0].ShouldBe([new ScriptStep.Early(), new ScriptStep.Send("x", 2), new ScriptStep.Wait(TimeSpan.FromMilliseconds(5))]);
        raw.Script[1][1].ShouldBe(new ScriptStep.Close());
        group.Cases[0].Expect.Requests.ShouldNotBeNull().Select(request => (request.Target, request.Bytes, request.Whole)).ShouldBe([("/a", 3L, false), ("/b", null, null)]);
        CaseRequest block = group.Cases[1].Request;
        (block.Method, block.Target, block.Http2.ShouldNotBeNull().OpensTunnel).ShouldBe(("GET", "/p", false));
        block.Headers.ShouldBe([["host", "h"], ["x-a", "1"]]);
        (group.Cases[1].Expect.Interim.Single().Status, group.Cases[1].Expect.ResetCode, group.Cases[1].Expect.GoAwayCode).ShouldBe((103, 0L, null));
        (group.Cases[2].Request.Body, group.Cases[2].Request.Chunked, group.Cases[2].Request.Wait).ShouldBe(("abcabcab", true, 7));
    }

    [Fact]
    public void A_suite_that_is_broken_is_named()
    {
        Write("""{"schema": "llmpolicy-conformance/1", "suite": "s", "groups": [}""");

        Should.Throw<InvalidDataException>(Read).Message.ShouldContain("suite.json");
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "suite.json"), text);

    private IReadOnlyList<Suite> Read() => SuiteReader.ReadFolder(_folder.FullName);
}
