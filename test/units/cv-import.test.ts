/** CVs from files: our own comes back as it was, a JSON Resume as far as it says the same, and no file can be anything that a CV cannot. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST, readContent, readHeadline } from "../../src/cv/content.ts";
import { readCvDoc, readCvFile } from "../../src/cv/import.ts";

const job = {
  id: 7,
  title: "Gardener",
  organisation: "Park",
  place: "Ghent",
  from: "2020-03",
  until: "",
  text: "Trees.\nRoses.",
};

test("our own file comes back whole; what it does not speak of stays", () => {
  const own = {
    headline: "Trees and roses",
    experience: [job],
    education: [{ ...job, id: 8, title: "School", until: "2019" }],
    skills: ["Pruning", "pruning", "Dutch"],
    languages: [{ name: "Dutch", level: "native" }],
    open_to: ["work", "anything"],
    audience: { skills: "friends", links: "everybody" },
    recommendations: [{ content: "Great" }],
  };
  const { headline, content } = readCvFile(`\uFEFF${JSON.stringify(own)}`);
  expect(headline).toBe("Trees and roses");
  expect(content).toEqual({
    experience: [{ ...job, id: 0 }],
    education: [{ ...job, id: 0, title: "School", until: "" }],
    skills: ["pruning", "Dutch"],
    languages: [{ name: "Dutch", level: "native" }],
    open_to: ["work"],
    audience: { skills: "friends" },
  });
  expect(readCvDoc({ headline: "Only this" })).toEqual({ headline: "Only this", content: {} });
});

test("a JSON Resume is read as its schema says, and as older versions wrote it", () => {
  const { headline, content } = readCvDoc({
    basics: { name: "Ann", label: "Programmer", email: "ann@mail.test" },
    work: [
      {
        name: "Mill",
        position: "Miller",
        location: "Gent",
        startDate: "2018-04-01",
        endDate: "2020",
        summary: "Ground.",
        highlights: ["Flour", 7, "Bread"],
      },
      { company: "Old", position: "Smith", startDate: "spring" },
      { url: "https://nothing.test" },
    ],
    volunteer: [{ organization: "Choir", position: "Singer", startDate: "2021-01", endDate: "2020-01" }],
    education: [{ institution: "School", area: "Botany", studyType: "MSc", courses: ["B1"] }],
    skills: [{ name: "Web", keywords: ["HTML", "CSS", "html"] }],
    languages: [
      { language: "English", fluency: "Native speaker" },
      { language: "French", fluency: "Limited Working" },
      { language: "German", fluency: "Professional Working" },
    ],
  });
  expect(headline).toBe("Programmer");
  expect(content?.experience).toEqual([
    {
      id: 0,
      title: "Miller",
      organisation: "Mill",
      place: "Gent",
      from: "2018-04",
      until: "2020",
      text: "Ground.\n\n– Flour\n– Bread",
    },
    { id: 0, title: "Smith", organisation: "Old", place: "", from: "", until: "", text: "" },
    { id: 0, title: "Singer", organisation: "Choir", place: "", from: "2021-01", until: "", text: "" },
  ]);
  expect(content?.education).toMatchObject([{ title: "MSc, Botany", organisation: "School", text: "– B1" }]);
  expect(content?.skills).toEqual(["Web", "html", "CSS"]);
  expect(content?.languages?.map(({ level }) => level)).toEqual(["native", "basic", "good"]);
  expect(content).not.toHaveProperty("audience");
});

test("what is no CV is refused", () => {
  for (const text of [
    "",
    "[]",
    "null",
    "{}",
    '{"basics":{}}',
    '{"work":[]}',
    "<html>",
    '{"headline":""}',
    `"${"x".repeat(600_000)}"`,
  ])
    expect(() => readCvFile(text), text.slice(0, 20)).toThrow(/^Validation failed: The file/);
});

test("whatever a file says, what is read of it can be kept", () => {
  const names = [
    "title",
    "organisation",
    "name",
    "position",
    "from",
    "until",
    "startDate",
    "endDate",
    "text",
    "summary",
    "keywords",
    "level",
  ];
  const some = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.string({ unit: "binary", maxLength: 3000 }), fc.constant("2020-13"), fc.anything()),
  );
  const sections = fc.constantFrom(
    "experience",
    "work",
    "volunteer",
    "education",
    "skills",
    "languages",
    "headline",
    "open_to",
    "audience",
    "basics",
  );
  const docs = fc.dictionary(
    sections,
    fc.oneof(fc.array(fc.oneof(some, fc.string()), { maxLength: 60 }), some, fc.string({ maxLength: 400 })),
  );
  fc.assert(
    fc.property(docs, (doc) => {
      let changes;
      try {
        changes = readCvDoc(doc);
      } catch (error) {
        expect(String(error)).toContain("Validation failed: The file");
        return;
      }
      const blank = { experience: [], education: [], skills: [], languages: [], open_to: [], audience: {} };
      const kept = readContent({ ...blank, ...changes.content });
      expect(kept.experience.length).toBeLessThanOrEqual(MOST.entries);
      expect(readHeadline(changes.headline ?? "").length).toBeLessThanOrEqual(MOST.headline);
    }),
    { numRuns: 200 },
  );
});
